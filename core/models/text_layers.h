// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/cpu_kernels.h"
#include "models/text_config.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sparsescope {

/// y = W x + b.
struct LinearWeights {
    int outputs = 0;
    int inputs = 0;
    std::vector<float> weight;  ///< outputs × inputs
    std::vector<float> bias;    ///< outputs
};

struct NormWeights {
    std::vector<float> weight;
    std::vector<float> bias;
};

struct TextLayerWeights {
    LinearWeights query, key, value, output;
    NormWeights attentionNorm;
    LinearWeights intermediate, final;
    NormWeights finalNorm;
};

struct EmbeddingWeights {
    std::vector<float> words;      ///< vocabulary × hidden
    std::vector<float> positions;  ///< positions × hidden
    std::vector<float> types;      ///< types × hidden; every token is of type 0
    NormWeights norm;
};

/// Gives the weights one part at a time, so that no more than one layer lies in memory twice.
class TextWeightSource {
public:
    virtual ~TextWeightSource() = default;
    virtual Result<EmbeddingWeights> embeddings() const = 0;
    virtual Result<TextLayerWeights> layer(int index) const = 0;
    /// The dense layer before the head, for features Pooler and DenseTanh only.
    virtual Result<LinearWeights> dense(TextFeature feature) const = 0;
};

using TokenSpan = std::span<const std::int32_t>;

/// An encoder with its weights in place. Const methods may run in several threads at once; ids have been checked.
class TextNetwork {
public:
    TextNetwork() = default;
    TextNetwork(const TextNetwork&) = delete;
    TextNetwork& operator=(const TextNetwork&) = delete;
    virtual ~TextNetwork() = default;

    /// `features`: texts.size() × hidden.
    virtual void features(std::span<const TokenSpan> texts, std::span<float> features) const = 0;
    /// Last hidden states of one text: tokens × hidden.
    virtual std::vector<float> hiddenStates(TokenSpan text) const = 0;
};

/// Our own loops, without padding. A text's features have the same bits whatever else is run with it.
Result<std::unique_ptr<TextNetwork>> makeCpuTextNetwork(const TextConfig& config, TextFeature feature,
                                                        const TextWeightSource& source, Progress& progress,
                                                        const CpuKernels& kernels = cpuKernels());
/// LibTorch's operations on any device; texts of a run are padded to the longest. Its exceptions pass through.
Result<std::unique_ptr<TextNetwork>> makeTorchTextNetwork(const TextConfig& config, TextFeature feature,
                                                          const TextWeightSource& source, const std::string& device,
                                                          int threads, Progress& progress);

}  // namespace sparsescope
