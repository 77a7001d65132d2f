// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/corpus_words.h"

#include "base/text.h"
#include "explain/split_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

using Eigen::Index;
using Eigen::VectorXd;

Status CorpusWords::readShards(const WordStore& store, Progress& progress)
{
    progress.beginStage("Reading the words", m_settings.shardCount(), "shards");
    const std::vector<std::int64_t> nothing(static_cast<std::size_t>(m_settings.textsPerShard), 0);
    m_firstRow.push_back(0);
    for (int shard = 0; shard < m_settings.shardCount(); ++shard) {
        if (progress.stopRequested())
            return Cancelled{};
        const auto [first, last] = m_settings.textRange(shard);
        m_shardStart.push_back(m_firstRow.back());
        auto rows = store.readShard(m_settings, shard);
        m_shards.push_back(rows ? std::move(*rows) : WordRows{});
        m_explained += rows.ok() ? last - first : 0;
        for (std::int64_t text = first; text < last; ++text)
            m_firstRow.push_back(m_firstRow.back()
                                 + (rows.ok() ? m_shards.back().counts[static_cast<std::size_t>(text - first)] : 0));
        progress.advance();
    }
    return Done{};
}

Status CorpusWords::nameWords(std::span<const std::string> texts, const Progress& progress)
{
    for (std::int64_t index = 0; index < textCount(); ++index) {
        if (progress.stopRequested())
            return Cancelled{};
        const std::int64_t count = m_firstRow[static_cast<std::size_t>(index) + 1] - m_firstRow[static_cast<std::size_t>(index)];
        if (count == 0)
            continue;
        const std::int64_t text = m_settings.rowOf(index);
        const SplitText split(texts[static_cast<std::size_t>(text)], WordUnit::Folded);
        if (split.size() < count)
            return Error{"E-WORD-013", fmt::format("Text {} has {} words, but there are effects of {}. The texts are not those "
                                                   "that the words were made from: make the words anew.",
                                                   text, split.size(), count), ""};
        for (int word = 0; word < count; ++word) {
            const auto [found, isNew] = m_index.try_emplace(split.unit(word).word, wordCount());
            if (isNew) {
                m_words.push_back(found->first);
                m_textsWith.push_back(0);
            }
            m_wordOfRow.push_back(found->second);
            ++m_textsWith[static_cast<std::size_t>(found->second)];
        }
    }
    return Done{};
}

Result<CorpusWords> CorpusWords::load(const WordStore& store, std::span<const std::string> texts, Progress& progress)
{
    CorpusWords words;
    SS_TRY(words.m_settings, store.settings());
    if (words.m_settings.key.empty())
        return Error{"E-WORD-014", fmt::format("There are no words of texts in {} yet. Make them first.",
                                               quoted(store.folder().string(), 300)), ""};
    if (words.corpusSize() != static_cast<std::int64_t>(texts.size()))
        return Error{"E-WORD-013", fmt::format("The words were made when there were {} texts, but there are {}. Make the words anew.",
                                               words.corpusSize(), texts.size()), ""};
    SS_CHECK(words.readShards(store, progress));
    SS_CHECK(words.nameWords(texts, progress));
    return words;
}

std::optional<int> CorpusWords::column(int feature) const
{
    const auto& all = features();
    const auto found = std::lower_bound(all.begin(), all.end(), feature);
    if (found == all.end() || *found != feature)
        return std::nullopt;
    return static_cast<int>(found - all.begin());
}

std::optional<int> CorpusWords::find(std::string_view word) const
{
    const auto found = m_index.find(foldedWord(word));
    if (found == m_index.end())
        return std::nullopt;
    return found->second;
}

std::int64_t CorpusWords::textsWith(int word) const
{
    return m_textsWith[static_cast<std::size_t>(word)];
}

VectorXd CorpusWords::unit(int column) const
{
    return VectorXd::Unit(static_cast<Index>(features().size()), column);
}

VectorXd CorpusWords::meanEffects(const VectorXd& weights) const
{
    VectorXd means = VectorXd::Zero(wordCount());
    for (std::size_t shard = 0; shard < m_shards.size(); ++shard) {
        const FeatureMatrix& effects = m_shards[shard].effects;
        if (effects.rows() == 0)
            continue;
        const VectorXd values = effects.cast<double>() * weights;
        for (Index row = 0; row < values.size(); ++row)
            means[m_wordOfRow[static_cast<std::size_t>(m_shardStart[shard] + row)]] += values[row];
    }
    for (int word = 0; word < wordCount(); ++word)
        means[word] /= static_cast<double>(textsWith(word));
    return means;
}

std::vector<WordUse> CorpusWords::uses(int word, const VectorXd& weights, int limit) const
{
    std::vector<WordUse> found;
    for (std::int64_t text = 0; text < textCount(); ++text)
        for (std::int64_t row = m_firstRow[static_cast<std::size_t>(text)]; row < m_firstRow[static_cast<std::size_t>(text) + 1]; ++row)
            if (m_wordOfRow[static_cast<std::size_t>(row)] == word) {
                const auto shard = static_cast<std::size_t>(text / m_settings.textsPerShard);
                const auto effects = m_shards[shard].effects.row(row - m_shardStart[shard]);
                found.push_back({m_settings.rowOf(text), effects.cast<double>().dot(weights.transpose())});
                break;
            }
    const auto before = [](const WordUse& a, const WordUse& b) {
        return std::abs(a.effect) != std::abs(b.effect) ? std::abs(a.effect) > std::abs(b.effect) : a.text < b.text;
    };
    std::sort(found.begin(), found.end(), before);
    if (found.size() > static_cast<std::size_t>(std::max(limit, 0)))
        found.resize(static_cast<std::size_t>(std::max(limit, 0)));
    return found;
}

std::optional<std::int64_t> CorpusWords::indexOf(std::int64_t row) const
{
    const auto& rows = m_settings.rows;
    if (rows.empty())
        return row >= 0 && row < textCount() ? std::optional(row) : std::nullopt;
    const auto found = std::lower_bound(rows.begin(), rows.end(), row);
    return found != rows.end() && *found == row ? std::optional<std::int64_t>(found - rows.begin()) : std::nullopt;
}

std::vector<std::pair<int, double>> CorpusWords::effectsIn(std::int64_t text, const VectorXd& weights) const
{
    std::vector<std::pair<int, double>> result;
    const auto index = indexOf(text);
    if (!index)
        return result;
    text = *index;
    const auto shard = static_cast<std::size_t>(text / m_settings.textsPerShard);
    for (std::int64_t row = m_firstRow[static_cast<std::size_t>(text)]; row < m_firstRow[static_cast<std::size_t>(text) + 1]; ++row) {
        const auto effects = m_shards[shard].effects.row(row - m_shardStart[shard]);
        result.emplace_back(m_wordOfRow[static_cast<std::size_t>(row)], effects.cast<double>().dot(weights.transpose()));
    }
    return result;
}

}  // namespace sparsescope
