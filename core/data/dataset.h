// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "data/text_options.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sparsescope {

enum class Split : std::uint8_t { Train, Validation, Test };
std::string splitName(Split split);  ///< "train", "validation", "test"

struct DatasetItem {
    std::string path;           ///< Relative to the root, as bytes of the file system; of a text "train.tsv:17": file
                                ///< and line where it begins.
    int label = 0;
    Split split = Split::Train;
};

struct DatasetClass {
    std::string key;            ///< Folder name: "n02105056".
    std::string name;           ///< What people read: "groenendael"; the key where no names file says otherwise.
    std::array<std::int64_t, 3> counts{};  ///< Per split.
};

/// A labelled set of pictures or texts. Pictures are sorted by class, then path, so that row numbers never depend on the
/// disk; texts by class, then file and line.
struct Dataset {
    enum class Kind : std::uint8_t { Pictures, Texts };

    Kind kind = Kind::Pictures;
    std::filesystem::path root;
    std::vector<DatasetClass> classes;
    std::vector<DatasetItem> items;
    std::vector<std::string> texts;     ///< One for each item, as the bytes in the file; empty for pictures.
    std::vector<std::string> warnings;  ///< Sentences: empty classes, cut links, names equal but for case, …
    bool explicitSplits = false;        ///< train/val/test folders were found.
    std::string fingerprint;            ///< SHA-256 over relative paths, sizes, modification times, labels, splits.
};

struct DatasetOptions {
    double validationShare = 0.1;       ///< Of each class, where no folder says otherwise.
    double testShare = 0.1;
    std::uint64_t seed = 0;
    /// Lines "key words…" or "key<TAB>name", or a JSON object {"key": "name"} or {"0": ["key", "name"]}; empty: none.
    std::filesystem::path namesFile;
    TextDataOptions text = {};
    Balance balance = Balance::None;
};

/// Lists ROOT/class/… or ROOT/{train,val,test}/class/…; follows links only inside the root, cuts loops, skips hidden
/// files. Pictures are files named .jpg, .jpeg, .jpe, .png, .bmp, .webp or .gif in any case, at any depth in a class;
/// other files are counted in a warning.
/// The second layout is taken if a folder "train" or "training" has sub-folders and no pictures of its own (so that a
/// class of trains stays a class), or if every folder has the name of a split: train, training; val, valid, validation;
/// test, testing. A split without a folder is then cut from train by its share; without train, all pictures are split
/// anew. Classes without pictures, or without any to train on, are left out with a warning.
/// Errors: no folder, no class with pictures, shares that leave nothing to train on, names file unreadable.
Result<Dataset> openImageFolder(const std::filesystem::path& root, const DatasetOptions& options, Progress& progress);

/// Seeded and stratified: every class that can be is kept in train first, then in test and validation. Which picture
/// goes where hangs on its path and the seed alone, so that a new picture or class leaves the others where they are.
void assignSplits(std::vector<DatasetItem>& items, int classes, const DatasetOptions& options);

}  // namespace sparsescope
