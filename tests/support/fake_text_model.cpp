// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/fake_text_model.h"

#include "base/random.h"
#include "text/words.h"

#include <set>

namespace sparsescope {

namespace {

constexpr std::int32_t firstId = 101;
constexpr std::int32_t lastId = 102;

std::int32_t idOf(std::string_view word)
{
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : word)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return static_cast<std::int32_t>(1000 + hash % 1'000'000'000ULL);
}

float hashedEffect(std::int32_t id, int feature)
{
    Random random(static_cast<std::uint64_t>(id) * 4096 + static_cast<std::uint64_t>(feature));
    return static_cast<float>(random.uniform() * 0.02 - 0.01);
}

}  // namespace

class FakeTextModel::FakeTokenizer : public Tokenizer {
public:
    explicit FakeTokenizer(const FakeTextModel& model) : m_model(model) {}

    std::string description() const override { return "whole words"; }
    int vocabularySize() const override { return 1'000'001'000; }
    std::int32_t paddingId() const override { return 0; }
    std::string tokenText(std::int32_t id) const override { return std::to_string(id); }
    Encoding encode(std::string_view text, int maxTokens) const override
    {
        if (m_model.beforeEncode)
            m_model.beforeEncode();
        m_model.bytesCut += static_cast<std::int64_t>(text.size());
        Encoding encoding;
        encoding.tokens.push_back({firstId, 0, 0});
        for (const Word& word : splitWords(text)) {
            if (static_cast<int>(encoding.tokens.size()) + 1 >= maxTokens) {
                encoding.truncated = true;
                break;
            }
            const auto begin = static_cast<std::size_t>(word.begin);
            const std::string folded = foldedWord(text.substr(begin, static_cast<std::size_t>(word.end) - begin));
            encoding.tokens.push_back({idOf(folded), word.begin, word.end});
        }
        const auto end = static_cast<std::int32_t>(text.size());
        encoding.tokens.push_back({lastId, end, end});
        return encoding;
    }

private:
    const FakeTextModel& m_model;
};

FakeTextModel::FakeTextModel(int features, Effects effects, int maxTokens)
    : m_tokenizer(std::make_unique<FakeTokenizer>(*this)), m_maxTokens(maxTokens)
{
    m_info.features = features;
    m_info.input = ModelInfo::Input::Texts;
    m_info.sha256 = "fake";
    m_info.layer = "words";
    m_info.architecture = "Fake";
    m_head.features = features;
    for (auto& [word, values] : effects)
        m_effects.emplace(idOf(word), std::move(values));
}

FakeTextModel::~FakeTextModel() = default;

float FakeTextModel::effect(const std::string& word, int feature) const
{
    const std::int32_t id = idOf(foldedWord(word));
    const auto found = m_effects.find(id);
    return found != m_effects.end() ? found->second[static_cast<std::size_t>(feature)] : hashedEffect(id, feature);
}

Status FakeTextModel::features(std::span<const TokenIds> texts, std::span<float> features) const
{
    if (beforeCall)
        SS_CHECK(beforeCall());
    ++callsMade;
    textsRun += static_cast<std::int64_t>(texts.size());
    const auto columns = static_cast<std::size_t>(m_info.features);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::set<std::int32_t> different(texts[i].begin(), texts[i].end());
        for (std::size_t j = 0; j < columns; ++j) {
            float sum = 0;
            for (const std::int32_t id : different) {
                const auto found = m_effects.find(id);
                sum += found != m_effects.end() ? found->second[j] : hashedEffect(id, static_cast<int>(j));
            }
            features[i * columns + j] = sum;
        }
    }
    return Done{};
}

Result<std::vector<float>> FakeTextModel::hiddenStates(const TokenIds&) const
{
    return Error{"E-TEST", "This network has no hidden states.", ""};
}

}  // namespace sparsescope
