// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/batch_steps.h"

#include "base/guard.h"
#include "text/tokenizer.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>
#include <unordered_map>

namespace sparsescope {

namespace {

/// A forward pass cannot be interrupted, and a cancel must be answered within a second: about a third of one.
constexpr double productsPerPass = 12e9;
constexpr std::size_t fewestTokens = 192;
/// What a device is given at once, padding included.
constexpr std::size_t deviceTokens = 32'768;
constexpr std::size_t mostCachedFloats = 16'000'000;

/// Tokens of one forward pass.
std::size_t tokensAtOnce(const TextModel& model)
{
    if (model.device() != "cpu")
        return deviceTokens;
    const double width = model.info().features;
    const double products = 12.0 * width * width * std::max(model.info().text.layers, 1); // Of one token, as in BERT.
    return std::max(fewestTokens, static_cast<std::size_t>(productsPerPass / products));
}

class TextWork : public BatchWork {
public:
    TextWork(const TextModel& model, const Dataset& dataset)
        : m_model(model), m_dataset(dataset), m_tokensAtOnce(tokensAtOnce(model))
    {
        findRepeated();
    }

    const char* unit() const override { return "texts"; }
    Status prepare(const Progress& progress, ItemBatch& batch) const override;
    Status forward(const ItemBatch& batch, const HalveBatch& halve, const Progress& progress,
                   std::span<float> features) const override;

private:
    using Row = std::vector<float>;

    void findRepeated();
    bool isRepeated(std::int64_t item) const { return m_repeated.contains(m_dataset.texts[static_cast<std::size_t>(item)]); }
    bool takeCached(const TokenIds& text, std::span<float> row) const;
    void cache(const TokenIds& text, std::span<const float> row) const;
    std::vector<int> waitingTexts(const ItemBatch& batch, std::span<float> features) const;
    std::size_t pieceEnd(const ItemBatch& batch, const std::vector<int>& order, std::size_t begin, int most) const;
    Status runPiece(const ItemBatch& batch, std::span<const int> piece, std::span<float> features) const;

    const TextModel& m_model;
    const Dataset& m_dataset;
    const std::size_t m_tokensAtOnce;
    std::unordered_map<std::string_view, int> m_repeated; ///< Texts that are there more than once.
    mutable std::mutex m_mutex;
    mutable std::map<TokenIds, Row> m_rows; ///< Of repeated texts; guarded.
    mutable std::size_t m_cachedFloats = 0; ///< Guarded.
};

/// On the CPU a text's features have the same bits whatever stands beside it, so the same text need not be run twice
/// anywhere. On a device they have not, and equal texts are joined within a batch only: else the bits would hang on
/// where an earlier run was stopped.
void TextWork::findRepeated()
{
    if (m_model.device() != "cpu" || m_model.info().kind != ModelInfo::Kind::Checkpoint)
        return;
    for (const std::string& text : m_dataset.texts)
        ++m_repeated[text];
    std::erase_if(m_repeated, [](const auto& entry) { return entry.second < 2; });
}

Status TextWork::prepare(const Progress& progress, ItemBatch& batch) const
{
    return guarded("Cannot split texts into tokens", "E-EXTRACT-009", [&]() -> Status {
        batch.texts.clear();
        batch.truncated = 0;
        batch.reasons.assign(static_cast<std::size_t>(batch.count), {});
        for (int i = 0; i < batch.count; ++i) {
            if (progress.stopRequested())
                return Cancelled{};
            const std::string& text = m_dataset.texts[static_cast<std::size_t>(batch.firstItem + i)];
            const Encoding encoding = m_model.tokenizer().encode(text, m_model.maxTokens());
            SS_CHECK(checkEncoding(encoding));
            batch.truncated += encoding.truncated;
            batch.texts.emplace_back();
            for (const Token& token : encoding.tokens)
                batch.texts.back().push_back(token.id);
        }
        return Done{};
    });
}

bool TextWork::takeCached(const TokenIds& text, std::span<float> row) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_rows.find(text);
    if (found == m_rows.end())
        return false;
    std::copy(found->second.begin(), found->second.end(), row.begin());
    return true;
}

void TextWork::cache(const TokenIds& text, std::span<const float> row) const
{
    const std::lock_guard lock(m_mutex);
    if (m_cachedFloats + row.size() > mostCachedFloats)
        return;
    m_cachedFloats += m_rows.try_emplace(text, row.begin(), row.end()).second ? row.size() : 0;
}

/// Places of the texts that have to be run, by length, each once; the others' features are filled in where they are
/// known. Equal texts lie side by side in this order.
std::vector<int> TextWork::waitingTexts(const ItemBatch& batch, std::span<float> features) const
{
    const std::size_t width = features.size() / static_cast<std::size_t>(batch.count);
    std::vector<int> waiting;
    for (int i = 0; i < batch.count; ++i) {
        const auto row = features.subspan(static_cast<std::size_t>(i) * width, width);
        const TokenIds& text = batch.texts[static_cast<std::size_t>(i)];
        if (!isRepeated(batch.firstItem + i) || !takeCached(text, row))
            waiting.push_back(i);
    }
    std::ranges::stable_sort(waiting, [&](int a, int b) {
        const TokenIds& left = batch.texts[static_cast<std::size_t>(a)];
        const TokenIds& right = batch.texts[static_cast<std::size_t>(b)];
        return left.size() != right.size() ? left.size() < right.size() : left < right;
    });
    return waiting;
}

/// One past the last text of the forward pass that begins at `begin`: texts are sorted, so the last is the longest.
std::size_t TextWork::pieceEnd(const ItemBatch& batch, const std::vector<int>& order, std::size_t begin, int most) const
{
    std::size_t end = begin + 1;
    while (end < order.size() && end - begin < static_cast<std::size_t>(most)
           && batch.texts[static_cast<std::size_t>(order[end])].size() * (end + 1 - begin) <= m_tokensAtOnce)
        ++end;
    return end;
}

Status TextWork::runPiece(const ItemBatch& batch, std::span<const int> piece, std::span<float> features) const
{
    const std::size_t width = features.size() / static_cast<std::size_t>(batch.count);
    std::vector<TokenIds> texts;
    std::vector<std::size_t> source; // Of each place in the piece: which text.
    for (const int place : piece) {
        const TokenIds& text = batch.texts[static_cast<std::size_t>(place)];
        if (texts.empty() || texts.back() != text)
            texts.push_back(text);
        source.push_back(texts.size() - 1);
    }
    std::vector<float> rows(texts.size() * width);
    SS_CHECK(guarded("Cannot run the network", "E-EXTRACT-006", [&] { return m_model.features(texts, rows); }));
    for (std::size_t i = 0; i < piece.size(); ++i) {
        const std::span<const float> row(rows.data() + source[i] * width, width);
        std::ranges::copy(row, features.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(piece[i]) * width));
        if (isRepeated(batch.firstItem + piece[i]))
            cache(texts[source[i]], row);
    }
    return Done{};
}

Status TextWork::forward(const ItemBatch& batch, const HalveBatch& halve, const Progress& progress,
                         std::span<float> features) const
{
    const std::vector<int> order = waitingTexts(batch, features);
    int most = batch.count;
    for (std::size_t at = 0; at < order.size();) {
        if (progress.stopRequested())
            return Cancelled{};
        const std::size_t end = pieceEnd(batch, order, at, most);
        const Status status = runPiece(batch, std::span(order).subspan(at, end - at), features);
        if (status.ok()) {
            at = end;
        } else if (!status.failed() || status.error().code != outOfMemoryCode) {
            return status.failure();
        } else if (end - at == 1) {
            return tooLittleMemory(status.error(), "text");
        } else {
            most = halve(static_cast<int>(end - at));
        }
    }
    return Done{};
}

}  // namespace

std::unique_ptr<BatchWork> textWork(const TextModel& model, const Dataset& dataset)
{
    return std::make_unique<TextWork>(model, dataset);
}

}  // namespace sparsescope
