// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"

namespace sparsescope {

/// The files that a set of texts lies in.
struct TextFiles {
    TextLayout layout = TextLayout::Table;              ///< Never Guessed; Sst and Jigsaw are told by the columns later.
    std::filesystem::path root;                         ///< Paths of items are relative to it.
    std::filesystem::path train;                        ///< Tables.
    std::filesystem::path validation;                   ///< Empty: none.
    std::vector<std::filesystem::path> tests;
    std::vector<std::filesystem::path> testLabels;      ///< Labels by id for them.
    std::vector<std::filesystem::path> classes;         ///< ClassFiles: one for each class.
    std::vector<std::string> unused;                    ///< Names of files that were passed over.
};

/// Says which files of `path` (a file or a folder) hold the texts. A folder has train.csv or train.tsv (with val, dev or
/// test beside it), or one table, or one text file for each class. E-TEXT-001 where there is nothing of these.
Result<TextFiles> findTextFiles(const std::filesystem::path& path, const TextDataOptions& options);

/// A text file whose records are divided by lines "%".
bool hasRecords(std::string_view text);

bool isTableName(const std::filesystem::path& path);  ///< .csv, .tsv, .tab

}  // namespace sparsescope
