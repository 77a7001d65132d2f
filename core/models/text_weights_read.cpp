// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/text_weights.h"

#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

Result<std::vector<float>> TextWeights::read(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end())
        return Error{"E-HF-036", fmt::format("The weights have no tensor {}.", sparsescope::quoted(name)), ""};
    SS_TRY(const Tensor tensor, found->second.file->read(*found->second.entry));
    return tensor.toFloats();
}

Result<LinearWeights> TextWeights::linear(const std::string& name) const
{
    LinearWeights layer;
    const Shape& shape = m_tensors.at(name + ".weight").entry->shape;
    layer.outputs = static_cast<int>(shape.at(0));
    layer.inputs = static_cast<int>(shape.at(1));
    SS_TRY(layer.weight, read(name + ".weight"));
    SS_TRY(layer.bias, read(name + ".bias"));
    return layer;
}

Result<NormWeights> TextWeights::norm(const std::string& name) const
{
    NormWeights layer;
    SS_TRY(layer.weight, read(name + ".weight"));
    SS_TRY(layer.bias, read(name + ".bias"));
    return layer;
}

Result<EmbeddingWeights> TextWeights::embeddings() const
{
    EmbeddingWeights weights;
    SS_TRY(weights.words, read(std::string(wordEmbeddings)));
    SS_TRY(weights.positions, read("embeddings.position_embeddings.weight"));
    SS_TRY(weights.types, read("embeddings.token_type_embeddings.weight"));
    SS_TRY(weights.norm, norm("embeddings.LayerNorm"));
    return weights;
}

Result<TextLayerWeights> TextWeights::layer(int index) const
{
    TextLayerWeights weights;
    SS_TRY(weights.query, linear(layerName(index, "attention.self.query")));
    SS_TRY(weights.key, linear(layerName(index, "attention.self.key")));
    SS_TRY(weights.value, linear(layerName(index, "attention.self.value")));
    SS_TRY(weights.output, linear(layerName(index, "attention.output.dense")));
    SS_TRY(weights.attentionNorm, norm(layerName(index, "attention.output.LayerNorm")));
    SS_TRY(weights.intermediate, linear(layerName(index, "intermediate.dense")));
    SS_TRY(weights.final, linear(layerName(index, "output.dense")));
    SS_TRY(weights.finalNorm, norm(layerName(index, "output.LayerNorm")));
    return weights;
}

Result<LinearWeights> TextWeights::dense(TextFeature feature) const
{
    return linear(feature == TextFeature::Pooler ? "pooler.dense" : "classifier.dense");
}

std::string TextWeights::headName() const
{
    switch (m_headForm) {
    case HeadForm::Classifier:
        return "classifier";
    case HeadForm::DenseOutProj:
        return "classifier.out_proj";
    case HeadForm::ClsLayer:
        return "cls_layer";
    case HeadForm::None:
        break;
    }
    return {};
}

int TextWeights::headClasses() const
{
    return m_headForm == HeadForm::None
               ? 0
               : static_cast<int>(std::min<std::int64_t>(rows(headName() + ".weight"), INT32_MAX));
}

Result<OriginalHead> TextWeights::head() const
{
    OriginalHead head;
    if (m_headForm == HeadForm::None)
        return head;
    const Shape& shape = m_tensors.at(headName() + ".weight").entry->shape;
    head.classes = static_cast<int>(shape.at(0));
    head.features = static_cast<int>(shape.at(1));
    SS_TRY(head.weight, read(headName() + ".weight"));
    head.bias.assign(static_cast<std::size_t>(head.classes), 0.0F);
    if (m_tensors.contains(headName() + ".bias")) {
        SS_TRY(head.bias, read(headName() + ".bias"));
    }
    return head;
}

std::int64_t TextWeights::parameters() const
{
    std::int64_t count = 0;
    for (const auto& [name, place] : m_tensors)
        count += elementCount(place.entry->shape).value_or(0);
    return count;
}

}  // namespace sparsescope
