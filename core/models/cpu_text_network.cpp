// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/cpu_attention.h"
#include "models/cpu_linear.h"
#include "models/text_layers.h"

#include <algorithm>
#include <array>

namespace sparsescope {

namespace {

/// Tokens that go through all layers together: enough for the weights to be used often, few enough for their hidden
/// states to stay in the second-level cache.
constexpr int tokensInRun = 192;

struct Layer {
    CpuLinear queryKeyValue;
    CpuLinear output;
    NormWeights attentionNorm;
    CpuLinear intermediate;
    CpuLinear final;
    NormWeights finalNorm;
};

/// Hidden states of some texts, token by token without padding, and where each text begins. The rest is working memory
/// that stays from layer to layer.
struct Run {
    std::vector<int> begins;  ///< One for each text, and the end.
    std::vector<float> hidden;
    std::vector<float> queryKeyValue;
    std::vector<float> context;
    std::vector<float> attended;
    std::vector<float> between;

    int texts() const { return static_cast<int>(begins.size()) - 1; }
    int tokens() const { return begins.back(); }
};

class CpuTextNetwork : public TextNetwork {
public:
    CpuTextNetwork(const TextConfig& config, TextFeature feature, const CpuKernels& kernels)
        : m_config(config), m_feature(feature), m_kernels(&kernels)
    {
    }

    Status load(const TextWeightSource& source, Progress& progress);
    void features(std::span<const TokenSpan> texts, std::span<float> features) const override;
    std::vector<float> hiddenStates(TokenSpan text) const override;

private:
    std::ptrdiff_t hidden() const { return m_config.hidden; }
    Run embed(std::span<const TokenSpan> texts) const;
    void normalize(std::vector<float>& values, const NormWeights& norm) const;
    void runLayer(const Layer& layer, bool firstTokensOnly, Run& run) const;
    void keepFirstTokens(Run& run) const;
    void finishLayer(const Layer& layer, Run& run) const;
    void encode(Run& run, bool firstTokensOnly) const;
    void runSome(std::span<const TokenSpan> texts, std::span<float> features) const;

    TextConfig m_config;
    TextFeature m_feature;
    const CpuKernels* m_kernels;
    EmbeddingWeights m_embeddings;
    std::vector<Layer> m_layers;
    CpuLinear m_dense;  ///< For Pooler and DenseTanh.
};

Status CpuTextNetwork::load(const TextWeightSource& source, Progress& progress)
{
    progress.beginStage("Loading the network", m_config.layers, "layers");
    SS_TRY(m_embeddings, source.embeddings());
    for (int i = 0; i < m_config.layers; ++i) {
        if (progress.stopRequested())
            return Cancelled{};
        SS_TRY(const TextLayerWeights weights, source.layer(i));
        const auto packed = [&](std::initializer_list<const LinearWeights*> parts) {
            return CpuLinear(std::vector<const LinearWeights*>(parts), *m_kernels);
        };
        m_layers.push_back({packed({&weights.query, &weights.key, &weights.value}), packed({&weights.output}),
                            weights.attentionNorm, packed({&weights.intermediate}), packed({&weights.final}),
                            weights.finalNorm});
        progress.advance();
    }
    if (m_feature == TextFeature::Pooler || m_feature == TextFeature::DenseTanh) {
        SS_TRY(const LinearWeights dense, source.dense(m_feature));
        m_dense = CpuLinear(std::array<const LinearWeights*, 1>{&dense}, *m_kernels);
    }
    return Done{};
}

void CpuTextNetwork::normalize(std::vector<float>& values, const NormWeights& norm) const
{
    const int rows = static_cast<int>(static_cast<std::ptrdiff_t>(values.size()) / hidden());
    m_kernels->normalize({{values.data(), rows, m_config.hidden, hidden()},
                          norm.weight.data(),
                          norm.bias.data(),
                          static_cast<float>(m_config.epsilon)});
}

Run CpuTextNetwork::embed(std::span<const TokenSpan> texts) const
{
    Run run;
    run.begins.push_back(0);
    for (const TokenSpan text : texts)
        run.begins.push_back(run.begins.back() + static_cast<int>(text.size()));
    run.hidden.resize(static_cast<std::size_t>(run.tokens()) * static_cast<std::size_t>(hidden()));
    float* out = run.hidden.data();
    for (const TokenSpan text : texts)
        for (std::size_t i = 0; i < text.size(); ++i, out += hidden()) {
            const float* word = m_embeddings.words.data() + text[i] * hidden();
            const float* position =
                m_embeddings.positions.data() + (static_cast<std::ptrdiff_t>(i) + m_config.firstPosition) * hidden();
            const float* type = m_embeddings.types.data();
            for (std::ptrdiff_t j = 0; j < hidden(); ++j)
                out[j] = word[j] + type[j] + position[j];
        }
    normalize(run.hidden, m_embeddings.norm);
    return run;
}

/// From the attention's context to the layer's output; `hidden` goes in as the layer's input.
void CpuTextNetwork::finishLayer(const Layer& layer, Run& run) const
{
    const int rows = static_cast<int>(static_cast<std::ptrdiff_t>(run.hidden.size()) / hidden());
    const std::ptrdiff_t wide = m_config.intermediate;
    run.attended.resize(run.hidden.size());
    run.between.resize(static_cast<std::size_t>(rows * wide));
    layer.output.run({run.context.data(), rows, hidden()}, run.hidden.data(), ElementFunction::None,
                     run.attended.data());
    normalize(run.attended, layer.attentionNorm);
    layer.intermediate.run({run.attended.data(), rows, hidden()}, nullptr, m_config.activation, run.between.data());
    layer.final.run({run.between.data(), rows, wide}, run.attended.data(), ElementFunction::None, run.hidden.data());
    normalize(run.hidden, layer.finalNorm);
}

void CpuTextNetwork::keepFirstTokens(Run& run) const
{
    std::vector<float> first;
    for (int text = 0; text < run.texts(); ++text) {
        const auto from = run.hidden.begin() + run.begins[static_cast<std::size_t>(text)] * hidden();
        first.insert(first.end(), from, from + hidden());
    }
    run.hidden = std::move(first);
}

void CpuTextNetwork::runLayer(const Layer& layer, bool firstTokensOnly, Run& run) const
{
    const std::ptrdiff_t width = 3 * hidden();
    run.queryKeyValue.resize(static_cast<std::size_t>(run.tokens() * width));
    layer.queryKeyValue.run({run.hidden.data(), run.tokens(), hidden()}, nullptr, ElementFunction::None,
                            run.queryKeyValue.data());
    if (firstTokensOnly)
        keepFirstTokens(run);
    run.context.resize(run.hidden.size());
    CpuAttention attention(m_config.heads, m_config.headWidth(), *m_kernels);
    for (int text = 0; text < run.texts(); ++text) {
        const int begin = run.begins[static_cast<std::size_t>(text)];
        const int tokens = run.begins[static_cast<std::size_t>(text) + 1] - begin;
        attention.run(run.queryKeyValue.data() + begin * width, tokens, firstTokensOnly ? 1 : tokens,
                      run.context.data() + (firstTokensOnly ? text : begin) * hidden());
    }
    finishLayer(layer, run);
}

/// Where only the first tokens are wanted, the last layer leaves the others out.
void CpuTextNetwork::encode(Run& run, bool firstTokensOnly) const
{
    for (std::size_t i = 0; i < m_layers.size(); ++i)
        runLayer(m_layers[i], firstTokensOnly && i + 1 == m_layers.size(), run);
}

void meanOver(const Run& run, std::ptrdiff_t width, std::span<float> features)
{
    std::ranges::fill(features, 0.0F);
    for (int text = 0; text < run.texts(); ++text) {
        float* out = features.data() + text * width;
        const int begin = run.begins[static_cast<std::size_t>(text)];
        const int end = run.begins[static_cast<std::size_t>(text) + 1];
        for (int token = begin; token < end; ++token)
            for (std::ptrdiff_t j = 0; j < width; ++j)
                out[j] += run.hidden[static_cast<std::size_t>(token * width + j)];
        for (std::ptrdiff_t j = 0; j < width; ++j)
            out[j] /= static_cast<float>(end - begin);
    }
}

void CpuTextNetwork::runSome(std::span<const TokenSpan> texts, std::span<float> features) const
{
    Run run = embed(texts);
    encode(run, m_feature != TextFeature::Mean);
    if (m_feature == TextFeature::Mean)
        return meanOver(run, hidden(), features);
    if (m_feature == TextFeature::FirstToken) {
        std::ranges::copy(run.hidden, features.begin());
        return;
    }
    m_dense.run({run.hidden.data(), run.texts(), hidden()}, nullptr, ElementFunction::Tanh, features.data());
}

void CpuTextNetwork::features(std::span<const TokenSpan> texts, std::span<float> features) const
{
    const auto width = static_cast<std::size_t>(hidden());
    for (std::size_t begin = 0; begin < texts.size();) {
        std::size_t end = begin;
        std::size_t tokens = 0;
        do
            tokens += texts[end++].size();
        while (end < texts.size() && tokens + texts[end].size() <= tokensInRun);
        runSome(texts.subspan(begin, end - begin), features.subspan(begin * width, (end - begin) * width));
        begin = end;
    }
}

std::vector<float> CpuTextNetwork::hiddenStates(TokenSpan text) const
{
    Run run = embed(std::array<TokenSpan, 1>{text});
    encode(run, false);
    return std::move(run.hidden);
}

}  // namespace

Result<std::unique_ptr<TextNetwork>> makeCpuTextNetwork(const TextConfig& config, TextFeature feature,
                                                        const TextWeightSource& source, Progress& progress,
                                                        const CpuKernels& kernels)
{
    auto network = std::make_unique<CpuTextNetwork>(config, feature, kernels);
    SS_CHECK(network->load(source, progress));
    return std::unique_ptr<TextNetwork>(std::move(network));
}

}  // namespace sparsescope
