// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "glm/matrix.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sparsescope {

/// What the effects of a corpus depend on.
struct WordStoreSettings {
    /// In words a person knows: {"model": SHA-256, "layer": …, "data": fingerprint, "device": …, "versions": …}.
    std::map<std::string, std::string> key;
    std::string method;             ///< "removal", or "lime 1000 samples, seed 0"
    std::int64_t texts = 0;         ///< That words are taken out of.
    std::int64_t allTexts = 0;      ///< That they are a sample of; 0: they are all there are.
    std::vector<std::int64_t> rows; ///< Which ones a sample has, ascending; empty: all.
    int textsPerShard = 64;
    std::vector<int> features;      ///< Ascending, at least one.

    int shardCount() const;
    /// Texts [first, last) of shard `index`.
    std::pair<std::int64_t, std::int64_t> textRange(int index) const;
    std::int64_t corpusSize() const { return rows.empty() ? texts : allTexts; }
    /// The row of text `index` < texts among all texts.
    std::int64_t rowOf(std::int64_t index) const { return rows.empty() ? index : rows[static_cast<std::size_t>(index)]; }
};

/// Effects of the words of some texts: for each text its different (folded) words in the order of their first place.
struct WordRows {
    std::vector<std::int64_t> counts;   ///< Words of each text.
    FeatureMatrix effects;              ///< Σ counts × features
};

/// The folder `words/` of an audit: settings.json, written first, and {i}_words.safetensors, each whole or not there, with
/// its checksum and that of the settings in it. A file that is damaged or made under other settings does not count.
class WordStore {
public:
    explicit WordStore(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    const std::filesystem::path& folder() const { return m_folder; }
    /// Settings of an earlier run; an empty key where there is none.
    Result<WordStoreSettings> settings() const;
    /// Starts, or goes on with what is there. E-WORD-011 names what changed where it was made under other settings.
    Status begin(const WordStoreSettings& settings) const;
    /// Deletes settings and shards, whatever they belong to.
    Status clear() const;

    std::vector<bool> validShards(const WordStoreSettings& settings) const;
    Status writeShard(const WordStoreSettings& settings, int index, const WordRows& rows) const;
    Result<WordRows> readShard(const WordStoreSettings& settings, int index) const;

private:
    std::filesystem::path shardFile(int index) const;
    std::filesystem::path settingsFile() const { return m_folder / "settings.json"; }

    std::filesystem::path m_folder;
};

}  // namespace sparsescope
