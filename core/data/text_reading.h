// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "data/table_guess.h"
#include "data/text_files.h"

#include <optional>
#include <string>
#include <vector>

namespace sparsescope {

/// A text as it was found, before classes are numbered.
struct FoundText {
    std::string path;              ///< "train.tsv:17"
    std::string text;
    std::string key;               ///< Of its class.
    std::optional<Split> split;    ///< Not set: from the train file, so that it may be cut.
};

/// What was left out or changed on the way, for the warnings.
struct TextNotes {
    std::vector<std::string> badRows;      ///< Sentences, the first few.
    std::int64_t bad = 0;
    std::int64_t noText = 0;
    std::int64_t noLabel = 0;
    std::int64_t notScored = 0;            ///< Jigsaw: −1.
    std::int64_t softScores = 0;           ///< Jigsaw: between 0 and 1.
    std::int64_t rewritten = 0;            ///< Labels such as "1.0", read as "1".
    std::int64_t withoutId = 0;            ///< Test texts that the file of labels lacks.
    std::vector<std::string> unlabelled;   ///< Files without a label column.
    std::vector<std::string> unused;       ///< Files that were passed over.
    std::vector<std::string> undivided;    ///< Files of a class without a line "%".
};

struct FoundTexts {
    TextLayout layout = TextLayout::Table;
    std::string target;                    ///< Jigsaw: the label that stands against the rest.
    std::vector<FoundText> texts;
    TextNotes notes;
    bool validationGiven = false;
    bool testGiven = false;
};

Result<FoundTexts> readTexts(const TextFiles& files, const TextDataOptions& options, Progress& progress);

/// The texts of files of one class each; part of readTexts().
Result<FoundTexts> readClassFiles(const TextFiles& files, const TextDataOptions& options, Progress& progress);

/// A label as a class is called by it: without blanks, "1" for "1.0"; empty for what says that there is none ("", "NaN").
std::string classKeyOf(std::string_view label);

/// The Jigsaw label that options ask for, or the first of "toxic", "toxicity", "target", or the first there is. E-TEXT-005.
Result<int> chosenTarget(const TableGuess& guess, const TextDataOptions& options, const std::string& file);

/// Where the records of a file of one class begin: the text and the line of each.
std::vector<std::pair<std::string_view, std::int64_t>> recordsOf(std::string_view text);

/// E-TEXT-007: what is wrong with a table in which no column of labels was found.
Error noLabelColumn(std::string_view start, const TableGuess& guess, const std::string& file);

}  // namespace sparsescope
