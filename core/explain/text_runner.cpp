// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/text_runner.h"

#include "base/parallel.h"
#include "text/tokenizer.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <optional>

namespace sparsescope {

namespace {

/// Few enough tokens at a time to stay in cache on a CPU; a device wants more at once.
std::size_t tokensPerBatch(const TextModel& model)
{
    return model.device() == "cpu" ? 512 : 16384;
}

}  // namespace

TextRunner::TextRunner(const TextModel& model, int threads, int chunk)
    : m_model(model), m_threads(std::max(threads, 1)), m_chunk(std::max(chunk, 1)), m_features(0, model.info().features)
{
}

std::size_t TextRunner::Hash::operator()(const TokenIds& ids) const
{
    // FNV-1a over the ids: fast, and an unlucky text costs time only.
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const std::int32_t id : ids)
        hash = (hash ^ static_cast<std::uint32_t>(id)) * 0x100000001B3ULL;
    return static_cast<std::size_t>(hash ^ (hash >> 32));
}

std::int64_t TextRunner::row(std::string_view text)
{
    const Encoding encoding = m_model.tokenizer().encode(text, m_model.maxTokens());
    m_tooMuchWork = m_tooMuchWork || encoding.tooMuchWork;
    TokenIds ids;
    ids.reserve(encoding.tokens.size());
    for (const Token& token : encoding.tokens)
        ids.push_back(token.id);
    const auto [found, isNew] = m_rows.try_emplace(std::move(ids), asked());
    if (isNew) {
        m_ids.push_back(&found->first);
        m_tokens += static_cast<std::int64_t>(found->first.size());
    }
    return found->second;
}

std::vector<std::int64_t> TextRunner::byLength(std::int64_t end) const
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(end - m_done));
    std::iota(order.begin(), order.end(), m_done);
    // Longest first: the batches that are left when threads run out of work are the short ones.
    std::stable_sort(order.begin(), order.end(), [this](std::int64_t a, std::int64_t b) {
        return m_ids[static_cast<std::size_t>(a)]->size() > m_ids[static_cast<std::size_t>(b)]->size();
    });
    return order;
}

std::vector<TextRunner::Batch> TextRunner::batches(const std::vector<std::int64_t>& order) const
{
    const std::size_t budget = tokensPerBatch(m_model);
    std::vector<Batch> result;
    for (std::size_t begin = 0; begin < order.size();) {
        const std::size_t length = std::max<std::size_t>(m_ids[static_cast<std::size_t>(order[begin])]->size(), 1);
        const std::size_t end = std::min(order.size(), begin + std::max<std::size_t>(budget / length, 1));
        result.push_back({begin, end});
        begin = end;
    }
    return result;
}

Status TextRunner::runBatch(const std::vector<std::int64_t>& order, Batch batch)
{
    std::vector<TokenIds> texts;
    for (std::size_t i = batch.begin; i < batch.end; ++i)
        texts.push_back(*m_ids[static_cast<std::size_t>(order[i])]);
    FeatureMatrix rows(static_cast<Eigen::Index>(texts.size()), m_features.cols());
    SS_CHECK(m_model.features(texts, std::span<float>(rows.data(), static_cast<std::size_t>(rows.size()))));
    for (std::size_t i = batch.begin; i < batch.end; ++i)
        m_features.row(order[i]) = rows.row(static_cast<Eigen::Index>(i - batch.begin));
    return Done{};
}

Status TextRunner::runChunk(std::int64_t end, Progress& progress)
{
    const std::vector<std::int64_t> order = byLength(end);
    const std::vector<Batch> parts = batches(order);
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::optional<Failure> failure;
    const auto fail = [&](Failure why) {
        const std::lock_guard lock(mutex);
        if (!failure)
            failure = std::move(why);
    };
    const auto work = [&](std::size_t, std::size_t) {
        for (std::size_t part = next++; part < parts.size(); part = next++) {
            if (progress.stopRequested())
                return fail(Cancelled{});
            if (auto ran = runBatch(order, parts[part]); !ran) {
                next = parts.size();
                return fail(ran.failure());
            }
            progress.advance(static_cast<std::int64_t>(parts[part].end - parts[part].begin));
        }
    };
    const std::size_t workers = std::min(parts.size(), static_cast<std::size_t>(m_threads));
    parallelFor(workers, m_threads, work);
    if (failure)
        return *failure;
    m_done = end;
    return Done{};
}

Status TextRunner::run(Progress& progress)
{
    if (m_tooMuchWork)
        return checkEncoding({{}, false, true});
    if (m_done == asked())
        return Done{};
    m_features.conservativeResize(asked(), Eigen::NoChange);
    while (m_done < asked())
        SS_CHECK(runChunk(std::min(asked(), m_done + m_chunk), progress));
    return Done{};
}

}  // namespace sparsescope
