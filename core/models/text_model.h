// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/feature_model.h"

#include <cstdint>
#include <span>

namespace sparsescope {

class Tokenizer;

/// Ids of one text's tokens with the special ones at both ends, as Tokenizer::encode() gives them.
using TokenIds = std::vector<std::int32_t>;

/// An opened BERT or RoBERTa encoder cut before its last linear layer.
class TextModel : public FeatureModel {
public:
    virtual const Tokenizer& tokenizer() const = 0;
    /// Longest text in tokens, the special ones included; what Tokenizer::encode() is to be asked for.
    virtual int maxTokens() const = 0;
    /// `features`: texts.size() × d. Texts may differ in length; what stands beside a text never changes its answer.
    /// Callers sort by length, for speed. An error for an empty text, one longer than the network's positions or an id
    /// beyond its vocabulary.
    virtual Status features(std::span<const TokenIds> texts, std::span<float> features) const = 0;
    /// Last hidden state of each token of one text: tokens × width. An error for a TorchScript program, which has none.
    virtual Result<std::vector<float>> hiddenStates(const TokenIds& text) const = 0;
};

/// Opens a Hugging Face folder, a bare checkpoint with config.json or vocabulary beside it, or a TorchScript program
/// that takes (input_ids, attention_mask), for running. An error for a device that is not there, missing consent,
/// tensors that do not fit, or a tokenizer with ids beyond the embedding.
Result<std::unique_ptr<TextModel>> openTextModel(const std::filesystem::path& path, const ModelOptions& options,
                                                 Progress& progress);

}  // namespace sparsescope
