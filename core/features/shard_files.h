// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "features/store_format.h"

#include <optional>
#include <span>

// The two arrays of one shard, and which files of a folder are a store's.

namespace sparsescope {

std::filesystem::path featuresFile(const std::filesystem::path& folder, std::int64_t index);
std::filesystem::path labelsFile(const std::filesystem::path& folder, std::int64_t index);
std::filesystem::path recordFile(const std::filesystem::path& folder, std::int64_t index);
std::filesystem::path manifestFile(const std::filesystem::path& folder);

/// Shard number of "12_features.npy", "12_labels.npy" or "12_shard.json"; nothing for other names.
std::optional<std::int64_t> shardNumber(const std::string& fileName);
/// ".NAME.PID.part" of an atomic write that never finished.
bool isLeftover(const std::string& fileName);

/// What must be true of shard `index`'s arrays.
struct ExpectedArrays {
    std::int64_t index = 0;
    std::int64_t rows = 0;
    int features = 0;
    std::string featuresChecksum;
    std::string labelsChecksum;
};

/// Sizes by the headers alone, before any memory is taken for them.
Status checkArraySizes(const std::filesystem::path& folder, const ExpectedArrays& expected);
/// Reads and verifies both arrays into `features` (rows × features) and `labels` (rows); errors name the file.
Status readArrays(const std::filesystem::path& folder, const ExpectedArrays& expected, std::span<float> features,
                  std::span<std::int64_t> labels);

}  // namespace sparsescope
