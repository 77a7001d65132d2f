// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/text_warnings.h"

#include "base/text.h"
#include "data/warning_sentences.h"

#include <map>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::int64_t fewTexts = 8;

void tellAboutRows(Names& warnings, const TextNotes& notes)
{
    for (const std::string& row : notes.badRows)
        warnings.push_back("Left out: " + row);
    if (notes.bad > static_cast<std::int64_t>(notes.badRows.size()))
        warnings.push_back(fmt::format("{} rows broke a rule and are left out; the first {} are named.", groupedNumber(notes.bad),
                                       notes.badRows.size()));
    tellCount(warnings, notes.noText, "1 row has no text and is left out.", "{} rows have no text and are left out.");
    tellCount(warnings, notes.noLabel, "1 row has no label and is left out.", "{} rows have no label and are left out.");
    tellCount(warnings, notes.notScored, "1 row is marked −1, not scored, and is left out.",
              "{} rows are marked −1, not scored, and are left out.");
    tellCount(warnings, notes.withoutId, "1 test text is not in the file of test labels and is left out.",
              "{} test texts are not in the file of test labels and are left out.");
    tellCount(warnings, notes.rewritten, "1 label is a whole number in another form (such as 1.0) and is read as that number.",
              "{} labels are whole numbers in another form (such as 1.0) and are read as those numbers.");
    tell(warnings, notes.unlabelled, "The file {} has no labels and is not used.", "The files {} have no labels and are not used.");
    tell(warnings, notes.undivided, "The file {} has no line \"%\", so all of it is one text.",
         "The files {} have no lines \"%\", so each is one text.");
    tell(warnings, notes.unused, "The file {} is not used.", "The files {} are not used.");
}

void tellAboutClasses(Names& warnings, const Dataset& dataset, const TextFindings& findings)
{
    if (dataset.classes.size() == 1)
        warnings.push_back(fmt::format("Only one class, {}, has texts; a head needs at least two.",
                                       sparsescope::quoted(dataset.classes[0].key)));
    tell(warnings, findings.untrainable, "The class {} has no texts to train on and is left out.",
         "The classes {} have no texts to train on and are left out.");
    Names few;
    std::map<std::string, Names> alike;
    for (const DatasetClass& klass : dataset.classes) {
        if (klass.counts[0] < fewTexts)
            few.push_back(klass.key);
        alike[lowered(klass.key)].push_back(klass.key);
    }
    tell(warnings, few, "The class {} has fewer than 8 texts to train on: its features are dangerous ground.",
         "The classes {} have fewer than 8 texts to train on: their features are dangerous ground.");
    for (const auto& [key, keys] : alike)
        if (keys.size() > 1)
            tell(warnings, keys, "{}", "The classes {} differ from one another only in upper and lower case; check that they are "
                                       "meant to be several classes.");
    tell(warnings, findings.unnamed, "The names file has no name for the class {}.", "The names file has no names for the classes {}.");
}

}  // namespace

std::vector<std::string> textWarnings(const Dataset& dataset, const FoundTexts& found, const TextFindings& findings,
                                      const TextDataOptions& options)
{
    Names warnings;
    tellAboutClasses(warnings, dataset, findings);
    tellAboutRows(warnings, found.notes);
    if (found.notes.softScores > 0)
        warnings.push_back(fmt::format("{} scores lie between 0 and 1; texts from {} on count as {}.",
                                       groupedNumber(found.notes.softScores), options.threshold, sparsescope::quoted(found.target, 40)));
    tellCount(warnings, findings.duplicates, "1 row repeats the text and label of another.",
              "{} rows repeat the text and label of others.");
    tellCount(warnings, findings.contradictions, "1 text has several labels.", "{} texts have several labels.");
    tellCount(warnings, findings.leaked, "1 text of validation or test is in the train file too.",
              "{} texts of validation or test are in the train file too.");
    return warnings;
}

}  // namespace sparsescope
