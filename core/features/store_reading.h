// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "features/store_format.h"

#include <functional>

// What ShardStore does with the files of all shards together, given the layout that they should have.

namespace sparsescope {

/// Nothing to visit where there is no folder. The first failure ends it.
Status forEachFile(const std::filesystem::path& folder,
                   const std::function<Status(const std::filesystem::path&)>& visit);

/// Missing and damaged shards are made again; everything else (another key, a newer version, a foreign file) is for the
/// person to decide.
bool canBeMadeAgain(const Error& error);

/// Which shards are whole, every byte of them read. Errors are those that cannot be made again.
Result<std::vector<bool>> verifyAll(const std::filesystem::path& folder, const StoreLayout& layout);
/// "… are incomplete: 7 of 12 shards are valid", or what stands in the way of more.
Error incompleteError(const std::filesystem::path& folder, const StoreLayout& layout);

bool isListed(const ShardRecord& record, const ManifestShard& promised);
/// Sizes of all shards are checked on the files' headers before memory is taken for the matrix, so that a manifest
/// cannot promise more than the disk holds.
Result<FeatureTable> readTable(const std::filesystem::path& folder, const Manifest& manifest);

}  // namespace sparsescope
