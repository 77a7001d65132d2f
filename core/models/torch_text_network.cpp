// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/device.h"
#include "models/text_layers.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace sparsescope {

namespace {

struct Linear {
    at::Tensor weight;  ///< outputs × inputs
    at::Tensor bias;

    at::Tensor operator()(const at::Tensor& x) const { return at::linear(x, weight, bias); }
};

struct Norm {
    at::Tensor weight;
    at::Tensor bias;
};

struct Layer {
    Linear query, key, value, output;
    Norm attentionNorm;
    Linear intermediate, final;
    Norm finalNorm;
};

at::Tensor toDevice(const std::vector<float>& values, at::IntArrayRef shape, at::Device device)
{
    const auto tensor = at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat);
    return tensor.to(at::TensorOptions(device), false, true);
}

Linear toDevice(const LinearWeights& layer, at::Device device)
{
    return {toDevice(layer.weight, {layer.outputs, layer.inputs}, device),
            toDevice(layer.bias, {layer.outputs}, device)};
}

Norm toDevice(const NormWeights& norm, at::Device device)
{
    const auto width = static_cast<std::int64_t>(norm.weight.size());
    return {toDevice(norm.weight, {width}, device), toDevice(norm.bias, {width}, device)};
}

class TorchTextNetwork : public TextNetwork {
public:
    TorchTextNetwork(const TextConfig& config, TextFeature feature, const std::string& device, int threads)
        : m_config(config), m_feature(feature), m_lane(device), m_device(device), m_threads(threads)
    {
    }

    Status load(const TextWeightSource& source, Progress& progress);
    void features(std::span<const TokenSpan> texts, std::span<float> features) const override;
    std::vector<float> hiddenStates(TokenSpan text) const override;

private:
    at::Tensor normalized(const at::Tensor& x, const Norm& norm) const;
    at::Tensor activated(const at::Tensor& x) const;
    at::Tensor attend(const Layer& layer, const at::Tensor& x, const at::Tensor& mask) const;
    at::Tensor hidden(const at::Tensor& ids, const at::Tensor& present) const;
    at::Tensor pooled(const at::Tensor& hidden, const at::Tensor& present) const;
    std::vector<at::Tensor> run(std::span<const TokenSpan> texts, bool wantHidden) const;

    TextConfig m_config;
    TextFeature m_feature;
    DeviceLane m_lane;
    at::Device m_device;
    int m_threads;
    at::Tensor m_words;
    at::Tensor m_positions;
    at::Tensor m_type;
    Norm m_norm;
    std::vector<Layer> m_layers;
    Linear m_dense;
};

Status TorchTextNetwork::load(const TextWeightSource& source, Progress& progress)
{
    progress.beginStage("Loading the network", m_config.layers, "layers");
    SS_TRY(const EmbeddingWeights embeddings, source.embeddings());
    m_words = toDevice(embeddings.words, {m_config.vocabulary, m_config.hidden}, m_device);
    m_positions = toDevice(embeddings.positions, {m_config.positions, m_config.hidden}, m_device);
    m_type = toDevice(embeddings.types, {m_config.types, m_config.hidden}, m_device).select(0, 0);
    m_norm = toDevice(embeddings.norm, m_device);
    for (int i = 0; i < m_config.layers; ++i) {
        if (progress.stopRequested())
            return Cancelled{};
        SS_TRY(const TextLayerWeights weights, source.layer(i));
        m_layers.push_back({toDevice(weights.query, m_device), toDevice(weights.key, m_device),
                            toDevice(weights.value, m_device), toDevice(weights.output, m_device),
                            toDevice(weights.attentionNorm, m_device), toDevice(weights.intermediate, m_device),
                            toDevice(weights.final, m_device), toDevice(weights.finalNorm, m_device)});
        progress.advance();
    }
    if (m_feature == TextFeature::Pooler || m_feature == TextFeature::DenseTanh) {
        SS_TRY(const LinearWeights dense, source.dense(m_feature));
        m_dense = toDevice(dense, m_device);
    }
    return Done{};
}

at::Tensor TorchTextNetwork::normalized(const at::Tensor& x, const Norm& norm) const
{
    return at::layer_norm(x, {m_config.hidden}, norm.weight, norm.bias, m_config.epsilon);
}

at::Tensor TorchTextNetwork::activated(const at::Tensor& x) const
{
    if (m_config.activation == ElementFunction::Relu)
        return at::relu(x);
    return at::gelu(x, m_config.activation == ElementFunction::GeluTanh ? "tanh" : "none");
}

/// `mask`: texts × 1 × 1 × tokens, zero or so low that softmax makes nothing of it.
at::Tensor TorchTextNetwork::attend(const Layer& layer, const at::Tensor& x, const at::Tensor& mask) const
{
    const auto inHeads = [&](const at::Tensor& y) {
        return y.view({x.size(0), x.size(1), m_config.heads, m_config.headWidth()}).transpose(1, 2);
    };
    const double scale = 1.0 / std::sqrt(static_cast<double>(m_config.headWidth()));
    const auto scores =
        at::matmul(inHeads(layer.query(x)), inHeads(layer.key(x)).transpose(2, 3)).mul_(scale).add_(mask);
    const auto context = at::matmul(at::softmax(scores, -1), inHeads(layer.value(x)));
    return context.transpose(1, 2).reshape(x.sizes());
}

/// `ids` and `present` (1 for a token, 0 for padding): texts × tokens. Gives texts × tokens × hidden.
at::Tensor TorchTextNetwork::hidden(const at::Tensor& ids, const at::Tensor& present) const
{
    constexpr double masked = -1e30;
    const auto positions = m_positions.narrow(0, m_config.firstPosition, ids.size(1));
    at::Tensor x = normalized(at::embedding(m_words, ids) + m_type + positions, m_norm);
    const at::Tensor mask = (1 - present.to(at::kFloat)).mul_(masked).view({ids.size(0), 1, 1, ids.size(1)});
    for (const Layer& layer : m_layers) {
        x = normalized(layer.output(attend(layer, x, mask)) + x, layer.attentionNorm);
        x = normalized(layer.final(activated(layer.intermediate(x))) + x, layer.finalNorm);
    }
    return x;
}

at::Tensor TorchTextNetwork::pooled(const at::Tensor& hidden, const at::Tensor& present) const
{
    if (m_feature == TextFeature::Mean) {
        const at::Tensor weights = present.to(at::kFloat).unsqueeze(2);
        return (hidden * weights).sum(1) / weights.sum(1);
    }
    const at::Tensor first = hidden.select(1, 0);
    return m_feature == TextFeature::FirstToken ? first : at::tanh(m_dense(first));
}

std::vector<at::Tensor> TorchTextNetwork::run(std::span<const TokenSpan> texts, bool wantHidden) const
{
    const c10::InferenceMode inference;
    useThreads(m_threads);
    std::size_t longest = 0;
    for (const TokenSpan text : texts)
        longest = std::max(longest, text.size());
    const auto count = static_cast<std::int64_t>(texts.size());
    // One tensor carries ids and marks, so that there is one copy to the device.
    at::Tensor input = at::zeros({2, count, static_cast<std::int64_t>(longest)}, at::kLong);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto* ids = input.data_ptr<std::int64_t>() + i * longest;
        std::copy(texts[i].begin(), texts[i].end(), ids);
        std::fill_n(ids + texts.size() * longest, texts[i].size(), 1);
    }
    return m_lane.run(input, [&](const at::Tensor& there) {
        const at::Tensor present = there.select(0, 1);
        const at::Tensor states = hidden(there.select(0, 0), present);
        return std::vector<at::Tensor>{wantHidden ? states : pooled(states, present)};
    });
}

void TorchTextNetwork::features(std::span<const TokenSpan> texts, std::span<float> features) const
{
    const auto results = run(texts, false);
    std::memcpy(features.data(), results[0].data_ptr<float>(), features.size_bytes());
}

std::vector<float> TorchTextNetwork::hiddenStates(TokenSpan text) const
{
    const auto results = run(std::array<TokenSpan, 1>{text}, true);
    const float* begin = results[0].data_ptr<float>();
    return {begin, begin + results[0].numel()};
}

}  // namespace

Result<std::unique_ptr<TextNetwork>> makeTorchTextNetwork(const TextConfig& config, TextFeature feature,
                                                          const TextWeightSource& source, const std::string& device,
                                                          int threads, Progress& progress)
{
    const c10::InferenceMode inference;
    auto network = std::make_unique<TorchTextNetwork>(config, feature, device, threads);
    SS_CHECK(network->load(source, progress));
    finishDevice(device);
    return std::unique_ptr<TextNetwork>(std::move(network));
}

}  // namespace sparsescope
