// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "models/text_model.h"
#include "text/tokenizer.h"

#include <atomic>
#include <functional>
#include <map>

namespace sparsescope {

/// A text network whose truth is known: feature j of a text is the sum of what its different words do to j, whatever
/// their order and number. Words not listed have a small effect of their own, by a hash. Lower-cases as BERT does.
class FakeTextModel : public TextModel {
public:
    using Effects = std::map<std::string, std::vector<float>>;  ///< Folded word → d values.

    FakeTextModel(int features, Effects effects, int maxTokens = 128);
    ~FakeTextModel() override;

    const ModelInfo& info() const override { return m_info; }
    const OriginalHead& originalHead() const override { return m_head; }
    std::string device() const override { return "cpu"; }
    const Tokenizer& tokenizer() const override { return *m_tokenizer; }
    int maxTokens() const override { return m_maxTokens; }
    Status features(std::span<const TokenIds> texts, std::span<float> features) const override;
    Result<std::vector<float>> hiddenStates(const TokenIds& text) const override;

    /// What a word alone adds to a feature.
    float effect(const std::string& word, int feature) const;

    mutable std::atomic<std::int64_t> textsRun = 0;
    mutable std::atomic<std::int64_t> callsMade = 0;
    mutable std::atomic<std::int64_t> bytesCut = 0;  ///< Of all texts that were given to the tokenizer.
    std::function<void()> beforeEncode;
    std::function<Status()> beforeCall;     ///< To fail, or to ask for a stop, in the middle of work.

private:
    class FakeTokenizer;
    ModelInfo m_info;
    OriginalHead m_head;
    std::map<std::int32_t, std::vector<float>> m_effects;
    std::unique_ptr<Tokenizer> m_tokenizer;
    int m_maxTokens;
};

}  // namespace sparsescope
