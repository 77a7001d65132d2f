// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "glm/matrix.h"
#include "models/model_info.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sparsescope {

/// What features depend on. A store made under another key is refused with the name of what changed.
struct FeatureKey {
    std::string modelSha256;
    std::string layer;
    Preprocessing preprocessing;
    std::string dataFingerprint;
    std::string device;         ///< "cpu" or "cuda": their float32 sums differ.
    std::string versions;       ///< "sparsescope 0.1.0, LibTorch 1.13.1"
    std::string tokenizer = {}; ///< Of texts: what it says of itself; its files are part of the model.
    int maxTokens = 0;          ///< Of texts: they are cut to this.
};

struct SkippedItem {
    std::int64_t item = 0; ///< Index into Dataset::items.
    std::string path;
    std::string reason; ///< A sentence.
};

/// A complete feature matrix. Row r belongs to item rowItem[r]; skipped items have no row and shift nothing.
struct FeatureTable {
    FeatureMatrix features;            ///< n × d
    Labels labels;                     ///< n
    std::vector<std::int64_t> rowItem; ///< n, ascending
    std::vector<SkippedItem> skipped;
    std::int64_t truncated = 0; ///< Texts whose end was cut off.
};

struct StoreLayout;

/// The folder `features/` of an audit: {i}_features.npy (float32) and {i}_labels.npy (int64) as in the original
/// method's cache, {i}_shard.json with checksums and row range, and manifest.json, written last, which alone makes it
/// complete.
class ShardStore {
public:
    ShardStore(std::filesystem::path folder, FeatureKey key, std::int64_t itemCount, int features, int itemsPerShard);

    /// Items [first, last) of shard `index`, and how many there are.
    int shardCount() const;
    std::pair<std::int64_t, std::int64_t> itemRange(int index) const;
    const std::filesystem::path& folder() const { return m_folder; }
    int features() const { return m_features; }
    std::int64_t itemCount() const { return m_itemCount; }

    /// Shards of an earlier run that are whole and made under the same key. Damaged ones are not in it (they are made
    /// again); one made under another key is an error that names what changed ("the preprocessing").
    Result<std::vector<bool>> validShards() const;
    /// `batch` is noted in the shard: float32 sums depend on it, so a resumed run must use the same.
    Status writeShard(int index, const FeatureTable& rows, int batch = 0) const;
    /// Needs every shard; reads their records, so that the manifest never promises what is not there.
    Status writeManifest() const;
    bool complete() const;
    /// Batch size of an earlier run under this key, 0 where there is none.
    int batchOfEarlierRun() const;
    /// What the shards' records list as skipped, in order of items.
    Result<std::vector<SkippedItem>> skippedItems() const;
    /// How many texts the shards' records say were cut.
    Result<std::int64_t> truncatedTexts() const;
    /// Deletes half-written files of runs that died. Only while holding the folder's lock.
    Status removeLeftovers() const;

    /// Verifies every checksum. An error names the shard.
    Result<FeatureTable> load() const;
    /// Opens a finished store whatever its key, which it returns: an audit opened without its model at hand.
    static Result<FeatureTable> loadFinished(const std::filesystem::path& folder, FeatureKey* key = nullptr);
    /// Removes a store that belongs to another key. Interrupted, it is still refused under that key.
    Status clear() const;
    /// Takes the manifest away before shards are made again.
    Status reopen() const;

private:
    StoreLayout layout() const;

    std::filesystem::path m_folder;
    FeatureKey m_key;
    std::int64_t m_itemCount;
    int m_features;
    int m_itemsPerShard;
};

}  // namespace sparsescope
