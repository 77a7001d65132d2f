// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>

namespace sparsescope {

/// Bytes of the shards of `rows` pictures: features, labels, and a little for headers and records.
std::uint64_t featureBytes(std::int64_t rows, int features);
/// Free bytes where `folder` is or would be made.
std::uint64_t freeBytes(const std::filesystem::path& folder);
/// An error with both numbers where `bytes` will not fit.
Status checkDiskSpace(const std::filesystem::path& folder, std::uint64_t bytes);

}  // namespace sparsescope
