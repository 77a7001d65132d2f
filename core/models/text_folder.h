// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sparsescope {

/// The files of a text encoder: a Hugging Face folder, or a single checkpoint with what lies beside it.
struct TextFolder {
    std::filesystem::path folder;
    std::filesystem::path config;                ///< config.json, or empty.
    std::vector<std::filesystem::path> weights;  ///< One file, or the shards of an index.
    std::map<std::string, std::size_t> shardOf;  ///< Which of `weights` holds a tensor; empty without an index.
    std::string format;                          ///< "Hugging Face folder, model.safetensors"
    std::vector<std::string> matter;             ///< All files that features depend on, relative to the folder, sorted.
    std::vector<std::string> notes;
};

/// Finds them, reading no more than the index of shards. Errors for folders without weights that can be read here
/// (TensorFlow's and Flax's only, none at all), and for an index that names files outside of the folder.
Result<TextFolder> findTextFolder(const std::filesystem::path& path);

/// The files a tokenizer is read from, as far as they are there, relative to the folder.
std::vector<std::string> tokenizerFiles(const std::filesystem::path& folder);

/// Over names and contents of the files that matter. A tokenizer is as much of a model as its weights.
Result<std::string> sha256OfFiles(const std::filesystem::path& folder, const std::vector<std::string>& names,
                                  Progress& progress);

}  // namespace sparsescope
