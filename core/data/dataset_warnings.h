// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"
#include "data/folder_walk.h"

namespace sparsescope {

/// What was passed over or looks odd in a folder of pictures.
struct DatasetNotes {
    WalkNotes walk;
    std::vector<std::string> unusedFolders;  ///< Beside train, val and test.
    std::vector<std::string> emptyClasses;
    std::vector<std::string> untrainable;    ///< Classes without pictures in train.
    std::vector<std::string> unnamed;        ///< Not in the names file.
    std::int64_t classless = 0;              ///< Pictures beside the class folders.
    bool resplit = false;                    ///< Folders for splits, but none for train.
};

/// One sentence for each kind of note, naming the first few.
std::vector<std::string> warningsAbout(const Dataset& dataset, const DatasetNotes& notes);

Error noPictures(const std::filesystem::path& root, const DatasetNotes& notes);

}  // namespace sparsescope
