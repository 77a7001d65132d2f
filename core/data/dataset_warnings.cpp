// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/dataset_warnings.h"

#include "base/text.h"
#include "data/warning_sentences.h"

#include <map>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::int64_t fewPictures = 8;

/// The texts that `of` gives for more than one class.
template <typename Of>
Names shared(const Dataset& dataset, Of&& of)
{
    std::map<std::string, Names> groups;
    for (const DatasetClass& klass : dataset.classes)
        groups[of(klass)].push_back(klass.key);
    Names result;
    for (const auto& [text, keys] : groups)
        if (keys.size() > 1)
            result.insert(result.end(), keys.begin(), keys.end());
    return result;
}

void tellAboutClasses(Names& warnings, const Dataset& dataset, const DatasetNotes& notes)
{
    if (dataset.classes.size() == 1)
        warnings.push_back(fmt::format("Only one class, {}, has pictures; a head needs at least two.",
                                       sparsescope::quoted(dataset.classes[0].key)));
    tell(warnings, notes.emptyClasses, "The class folder {} holds no pictures and is left out.",
         "The class folders {} hold no pictures and are left out.");
    tell(warnings, notes.untrainable, "The class {} has no pictures in train and is left out.",
         "The classes {} have no pictures in train and are left out.");
    Names few;
    for (const DatasetClass& klass : dataset.classes)
        if (klass.counts[0] < fewPictures)
            few.push_back(klass.key);
    tell(warnings, few, "The class {} has fewer than 8 pictures to train on: its features are dangerous ground.",
         "The classes {} have fewer than 8 pictures to train on: their features are dangerous ground.");
    tell(warnings, shared(dataset, [](const DatasetClass& klass) { return lowered(klass.key); }), "{}",
         "The class folders {} differ from one another only in upper and lower case; check that they are meant to be "
         "several classes.");
    tell(warnings, notes.unnamed, "The names file has no name for the class {}.",
         "The names file has no names for the classes {}.");
    if (notes.unnamed.size() < dataset.classes.size())
        tell(warnings, shared(dataset, [](const DatasetClass& klass) { return klass.name; }), "{}",
             "The classes {} share their names with one another; tell them apart by their folders.");
}

void tellAboutFiles(Names& warnings, const DatasetNotes& notes)
{
    const WalkNotes& walk = notes.walk;
    tell(warnings, notes.unusedFolders, "The folder {} beside the folders of the splits is not used.",
         "The folders {} beside the folders of the splits are not used.");
    tellCount(warnings, notes.classless, "1 picture lies beside the class folders, has no class and is left out.",
              "{} pictures lie beside the class folders, have no class and are left out.");
    tell(warnings, walk.linksOut, "The link {} leads out of the folder and is not followed.",
         "The links {} lead out of the folder and are not followed.");
    tell(warnings, walk.loops, "The folder {} leads back to one that has been listed; its pictures count once.",
         "The folders {} lead back to ones that have been listed; their pictures count once.");
    tell(warnings, walk.unreadable, "The folder {} cannot be listed; what is in it is left out.",
         "The folders {} cannot be listed; what is in them is left out.");
    tellCount(warnings, walk.otherFiles, "1 file is not named like a picture and is left out.",
              "{} files are not named like pictures and are left out.");
    tellCount(warnings, walk.notRegular, "1 entry named like a picture is a dead link, pipe or device and is left out.",
              "{} entries named like pictures are dead links, pipes or devices and are left out.");
}

}  // namespace

std::vector<std::string> warningsAbout(const Dataset& dataset, const DatasetNotes& notes)
{
    Names warnings;
    if (notes.resplit)
        warnings.push_back("There are folders for validation or test but none for train, so all pictures are split "
                           "anew.");
    tellAboutClasses(warnings, dataset, notes);
    tellAboutFiles(warnings, notes);
    return warnings;
}

Error noPictures(const std::filesystem::path& root, const DatasetNotes& notes)
{
    Names found;
    tellCount(found, static_cast<std::int64_t>(notes.emptyClasses.size()), "1 sub-folder without pictures was found.",
              "{} sub-folders without pictures were found.");
    tellAboutFiles(found, notes);
    std::string details;
    for (const std::string& line : found)
        details += line + "\n";
    return {"E-DATA-002",
            fmt::format("Cannot open the pictures in {}: no class with pictures is in it.{} Choose a folder with one "
                        "sub-folder of pictures for each class, or with train, val and test folders of such.",
                        quoted(root.string(), 300), found.empty() ? "" : " " + found.front()), details};
}

}  // namespace sparsescope
