// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/text_weights.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t mostMismatches = 500;

bool isFloating(DType dtype)
{
    return dtype == DType::F16 || dtype == DType::BF16 || dtype == DType::F32 || dtype == DType::F64;
}

}  // namespace

std::int64_t TextWeights::rows(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() || found->second.entry->shape.empty() ? 0 : found->second.entry->shape[0];
}

int TextWeights::layerCount() const
{
    constexpr std::string_view start = "encoder.layer.";
    int most = -1;
    for (const auto& [name, place] : m_tensors) {
        int index = -1;
        if (name.starts_with(start))
            std::from_chars(name.data() + start.size(), name.data() + name.size(), index);
        most = std::max(most, std::min(index, 100'000));
    }
    return most + 1;
}

Result<TextConfig> TextWeights::guessConfig() const
{
    const Shape& words = m_tensors.at(std::string(wordEmbeddings)).entry->shape;
    constexpr std::int64_t most = 10'000'000;
    const std::int64_t types = rows("embeddings.token_type_embeddings.weight");
    const std::int64_t positions = rows("embeddings.position_embeddings.weight");
    const std::int64_t between = rows(layerName(0, "intermediate.dense.weight"));
    const std::int64_t hidden = words.size() == 2 ? words[1] : 0;
    if (hidden < 1 || hidden > 32'768 || words[0] < 1 || words[0] > most || types < 1 || types > most || positions < 4
        || positions > 65'538 || between < 1 || between > most || layerCount() < 1 || layerCount() > 512)
        return Error{"E-HF-033",
                     "There is no config.json, and the sizes of the network cannot be told from its weights. Put the "
                     "config.json of this network beside them.",
                     ""};
    TextConfig config;
    config.family = m_roberta || types == 1 ? TextConfig::Family::Roberta : TextConfig::Family::Bert;
    config.vocabulary = static_cast<int>(words[0]);
    config.hidden = static_cast<int>(hidden);
    config.layers = layerCount();
    config.intermediate = static_cast<int>(between);
    config.positions = static_cast<int>(positions);
    config.types = static_cast<int>(types);
    constexpr int usualWidth = 64;
    constexpr int miniWidth = 32;
    config.heads = config.hidden / (config.hidden == 384 ? miniWidth : usualWidth);
    if (config.hidden % usualWidth != 0)
        return Error{
            "E-HF-034",
            fmt::format("There is no config.json, and the number of attention heads does not show in the weights "
                        "(width {}). Put the config.json of this network beside them.",
                        config.hidden),
            ""};
    const bool roberta = config.family == TextConfig::Family::Roberta;
    config.epsilon = roberta ? 1e-5 : 1e-12;
    config.firstPosition = roberta ? 2 : 0;
    config.notes.push_back(
        fmt::format("There is no config.json: {} attention heads, GELU and a layer-norm epsilon of {} were "
                    "taken as usual for this size. Wrong ones would give wrong features without any "
                    "error, so put the config.json beside the weights if you can.",
                    config.heads, config.epsilon));
    return config;
}

void TextWeights::expect(const std::string& name, const Shape& shape)
{
    if (mismatches.size() >= mostMismatches)
        return;
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end()) {
        mismatches.push_back({TensorMismatch::Kind::Missing, name, shapeText(shape), ""});
        return;
    }
    const TensorEntry& entry = *found->second.entry;
    if (entry.shape != shape || !isFloating(entry.dtype))
        mismatches.push_back({TensorMismatch::Kind::Misshapen, name, shapeText(shape),
                              shapeText(entry.shape) + (isFloating(entry.dtype) ? "" : " " + dtypeName(entry.dtype))});
}

Status TextWeights::compare(const TextConfig& config)
{
    const Shape& words = m_tensors.at(std::string(wordEmbeddings)).entry->shape;
    struct Size {
        const char* field;
        std::int64_t said;
        std::int64_t found;
    };
    const std::array<Size, 5> sizes{
        {{"hidden_size", config.hidden, words.size() == 2 ? words[1] : 0},
         {"vocab_size", config.vocabulary, words.size() == 2 ? words[0] : 0},
         {"max_position_embeddings", config.positions, rows("embeddings.position_embeddings.weight")},
         {"num_hidden_layers", config.layers, layerCount()},
         {"intermediate_size", config.intermediate, rows(layerName(0, "intermediate.dense.weight"))}}};
    for (const Size& size : sizes)
        if (size.found > 0 && size.said != size.found)
            return Error{"E-HF-035",
                         fmt::format("config.json says {} is {}, but the weights have {}. Take the config.json that "
                                     "belongs to these weights.",
                                     size.field, size.said, size.found),
                         ""};
    const std::int64_t hidden = config.hidden;
    expect(std::string(wordEmbeddings), {config.vocabulary, hidden});
    expect("embeddings.position_embeddings.weight", {config.positions, hidden});
    expect("embeddings.token_type_embeddings.weight", {config.types, hidden});
    const auto expectPair = [&](const std::string& name, const Shape& shape) {
        expect(name + ".weight", shape);
        expect(name + ".bias", {shape[0]});
    };
    expectPair("embeddings.LayerNorm", {hidden});
    for (int i = 0; i < config.layers; ++i) {
        for (const char* part :
             {"attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"})
            expectPair(layerName(i, part), {hidden, hidden});
        expectPair(layerName(i, "attention.output.LayerNorm"), {hidden});
        expectPair(layerName(i, "intermediate.dense"), {config.intermediate, hidden});
        expectPair(layerName(i, "output.dense"), {hidden, config.intermediate});
        expectPair(layerName(i, "output.LayerNorm"), {hidden});
    }
    for (const char* dense : {"pooler.dense", "classifier.dense"})
        if (m_tensors.contains(std::string(dense) + ".weight"))
            expectPair(dense, {hidden, hidden});
    if (m_headForm != HeadForm::None) {
        const std::int64_t classes = rows(headName() + ".weight");
        expect(headName() + ".weight", {classes, hidden});
        if (m_tensors.contains(headName() + ".bias"))
            expect(headName() + ".bias", {classes});
    }
    return Done{};
}

Status TextWeights::checkValues(std::vector<std::string>& into, Progress& progress) const
{
    constexpr std::size_t mostNotes = 20;
    progress.beginStage("Checking weights", static_cast<std::int64_t>(m_tensors.size()), "tensors");
    for (const auto& [name, place] : m_tensors) {
        if (progress.stopRequested())
            return Cancelled{};
        progress.advance();
        SS_TRY(const auto values, read(name));
        const auto bad = std::ranges::count_if(values, [](float value) { return !std::isfinite(value); });
        if (bad > 0 && into.size() < mostNotes)
            into.push_back(fmt::format("{} of the values in {} are not finite numbers: features will be meaningless.",
                                       bad, displayText(name)));
    }
    return Done{};
}

}  // namespace sparsescope
