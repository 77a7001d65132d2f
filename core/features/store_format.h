// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "features/shard_store.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

// The two JSON files of a shard store, read as untrusted: {i}_shard.json and manifest.json.

namespace sparsescope {

/// What all shards of a store have in common.
struct StoreLayout {
    FeatureKey key;
    std::int64_t itemCount = 0;
    int features = 0;
    int itemsPerShard = 1;

    std::int64_t shardCount() const { return (itemCount + itemsPerShard - 1) / itemsPerShard; }
};

/// {i}_shard.json: written after the two arrays, it makes the shard valid.
struct ShardRecord {
    int index = 0;
    std::int64_t firstItem = 0;
    std::int64_t lastItem = 0; ///< One past the end.
    std::int64_t rows = 0;
    int batch = 0;
    std::vector<SkippedItem> skipped;
    std::string featuresChecksum;
    std::string labelsChecksum;
    std::int64_t truncated = 0; ///< Texts whose end was cut off.
};

struct ManifestShard {
    std::int64_t rows = 0;
    std::string featuresChecksum;
    std::string labelsChecksum;
};

struct Manifest {
    StoreLayout layout;
    std::int64_t rows = 0;
    std::vector<ManifestShard> shards;
};

/// Error codes that callers tell apart.
inline constexpr const char* otherKeyCode = "E-STORE-001";
inline constexpr const char* newerVersionCode = "E-STORE-002";
inline constexpr const char* foreignFileCode = "E-STORE-003";
inline constexpr const char* damagedCode = "E-STORE-004";
inline constexpr const char* incompleteCode = "E-STORE-005";

/// JSON text whose last field is the checksum of everything before it, so that any changed byte shows.
std::string sealedText(const nlohmann::json& object);
Result<nlohmann::json> unsealed(const std::string& text, const std::string& name);

std::string recordText(const ShardRecord& record, const StoreLayout& layout);
std::string manifestText(const Manifest& manifest);

/// The record in `file`, which must be that of shard `index` of this store. Errors: damaged, newer version, and one
/// made under another key, which names each thing that changed.
Result<ShardRecord> readRecord(const std::filesystem::path& file, int index, const StoreLayout& layout);
/// Whatever its key.
Result<Manifest> readManifest(const std::filesystem::path& file);

/// "the model (was 57934424…, is 1b2c3d4e…)", one for each thing that changed.
std::vector<std::string> layoutChanges(const StoreLayout& was, const StoreLayout& is);
Error otherKeyError(const std::filesystem::path& file, const std::vector<std::string>& changes);

}  // namespace sparsescope
