// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "explain/word_store.h"

#include <Eigen/Core>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sparsescope {

/// One word of one text and what it does there.
struct WordUse {
    std::int64_t text = 0;          ///< Its row among all texts.
    double effect = 0;              ///< On the asked column or mix of columns.
};

/// The effects of the words of a corpus, put together by word. Immutable once made.
class CorpusWords {
public:
    /// The shards of a store that are there; texts of the others count as not explained. `texts` as when it was made.
    /// E-WORD-013: they are not.
    static Result<CorpusWords> load(const WordStore& store, std::span<const std::string> texts, Progress& progress);

    const WordStoreSettings& settings() const { return m_settings; }
    const std::vector<int>& features() const { return m_settings.features; }
    /// Place of a feature in features().
    std::optional<int> column(int feature) const;
    /// How many texts words are taken out of, and how many there are in all: more where those are a sample.
    std::int64_t textCount() const { return m_settings.texts; }
    std::int64_t corpusSize() const { return m_settings.corpusSize(); }
    std::int64_t explainedTexts() const { return m_explained; }
    bool complete() const { return m_explained == m_settings.texts; }
    int wordCount() const { return static_cast<int>(m_words.size()); }
    const std::string& word(int index) const { return m_words[static_cast<std::size_t>(index)]; }
    /// Index of a word, folded or not.
    std::optional<int> find(std::string_view word) const;
    /// In how many texts a word is.
    std::int64_t textsWith(int word) const;

    /// Mean effect of each word over the texts that have it. `weights`: one for each of features(); a unit vector for a
    /// feature, weight / deviation for a class's logit.
    Eigen::VectorXd meanEffects(const Eigen::VectorXd& weights) const;
    Eigen::VectorXd unit(int column) const;
    /// The texts with a word, strongest effect first whatever its sign; ties by text.
    std::vector<WordUse> uses(int word, const Eigen::VectorXd& weights, int limit) const;
    /// Effect of each of the words of the text in row `text`, by index of the word, in the order of first places; nothing where the
    /// text is not explained or not in the sample.
    std::vector<std::pair<int, double>> effectsIn(std::int64_t text, const Eigen::VectorXd& weights) const;

private:
    CorpusWords() = default;
    Status readShards(const WordStore& store, Progress& progress);
    Status nameWords(std::span<const std::string> texts, const Progress& progress);
    std::optional<std::int64_t> indexOf(std::int64_t row) const;

    WordStoreSettings m_settings;
    std::vector<WordRows> m_shards;                 ///< By shard; empty where there is none.
    std::vector<std::int64_t> m_firstRow;           ///< texts + 1; rows of all shards counted on.
    std::vector<std::int64_t> m_shardStart;         ///< First row of each shard.
    std::vector<std::string> m_words;
    std::unordered_map<std::string, int> m_index;
    std::vector<int> m_wordOfRow;
    std::vector<std::int64_t> m_textsWith;          ///< By word.
    std::int64_t m_explained = 0;
};

}  // namespace sparsescope
