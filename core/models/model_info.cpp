// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/model_info.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace sparsescope
{

NLOHMANN_JSON_SERIALIZE_ENUM(TensorMismatch::Kind, {{TensorMismatch::Kind::Missing, "missing"},
                                                    {TensorMismatch::Kind::Extra, "extra"},
                                                    {TensorMismatch::Kind::Misshapen, "misshapen"}})
NLOHMANN_JSON_SERIALIZE_ENUM(ModelInfo::Kind, {{ModelInfo::Kind::Checkpoint, "checkpoint"},
                                               {ModelInfo::Kind::TorchScript, "torchscript"}})
NLOHMANN_JSON_SERIALIZE_ENUM(ModelInfo::Input, {{ModelInfo::Input::Pictures, "pictures"},
                                                {ModelInfo::Input::Texts, "texts"}})
NLOHMANN_JSON_SERIALIZE_ENUM(HeadMeaning, {{HeadMeaning::None, "none"},
                                           {HeadMeaning::Classes, "classes"},
                                           {HeadMeaning::OneLogit, "one logit"},
                                           {HeadMeaning::Labels, "labels"}})
NLOHMANN_JSON_SERIALIZE_ENUM(TextFeature, {{TextFeature::Pooler, "pooler"},
                                           {TextFeature::FirstToken, "first-token"},
                                           {TextFeature::Mean, "mean"},
                                           {TextFeature::DenseTanh, "dense-tanh"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TensorMismatch, kind, name, expected, found)

void to_json(nlohmann::json& json, const TextFacts& text)
{
    json = {{"tokenizer", text.tokenizer},
            {"vocabulary", text.vocabulary},
            {"layers", text.layers},
            {"attention_heads", text.attentionHeads},
            {"positions", text.positions},
            {"max_tokens", text.maxTokens},
            {"max_tokens_source", text.maxTokensSource},
            {"feature", text.feature},
            {"feature_source", text.featureSource},
            {"feature_choices", text.choices},
            {"head_meaning", text.head}};
}

void from_json(const nlohmann::json& json, TextFacts& text)
{
    json.at("tokenizer").get_to(text.tokenizer);
    json.at("vocabulary").get_to(text.vocabulary);
    json.at("layers").get_to(text.layers);
    json.at("attention_heads").get_to(text.attentionHeads);
    json.at("positions").get_to(text.positions);
    json.at("max_tokens").get_to(text.maxTokens);
    json.at("max_tokens_source").get_to(text.maxTokensSource);
    json.at("feature").get_to(text.feature);
    json.at("feature_source").get_to(text.featureSource);
    json.at("feature_choices").get_to(text.choices);
    json.at("head_meaning").get_to(text.head);
}

std::string textFeatureName(TextFeature feature)
{
    return nlohmann::json(feature).get<std::string>();
}

std::string textFeatureDescription(TextFeature feature)
{
    switch (feature) {
    case TextFeature::Pooler:
        return "pooler: dense and tanh of the first token";
    case TextFeature::FirstToken:
        return "hidden state of the first token";
    case TextFeature::Mean:
        return "mean of the hidden states over all tokens";
    case TextFeature::DenseTanh:
        return "the head's own dense and tanh of the first token";
    }
    return {};
}

std::optional<TextFeature> textFeatureFromName(std::string_view name)
{
    for (const TextFeature feature :
         {TextFeature::Pooler, TextFeature::FirstToken, TextFeature::Mean, TextFeature::DenseTanh})
        if (textFeatureName(feature) == name)
            return feature;
    return std::nullopt;
}

const char* itemNoun(ModelInfo::Input input)
{
    return input == ModelInfo::Input::Texts ? "texts" : "pictures";
}

bool ModelInfo::usable() const
{
    const bool fits = std::ranges::all_of(
        mismatches, [](const TensorMismatch& mismatch) { return mismatch.kind == TensorMismatch::Kind::Extra; });
    const bool hasHead = classes > 0 || input == Input::Texts;
    return fits && features > 0 && hasHead && !needsConsent;
}

void to_json(nlohmann::json& json, const Preprocessing& preprocessing)
{
    json = {{"resize", preprocessing.resize},
            {"crop", preprocessing.crop},
            {"mean", preprocessing.mean},
            {"deviation", preprocessing.deviation}};
}

void from_json(const nlohmann::json& json, Preprocessing& preprocessing)
{
    json.at("resize").get_to(preprocessing.resize);
    json.at("crop").get_to(preprocessing.crop);
    json.at("mean").get_to(preprocessing.mean);
    json.at("deviation").get_to(preprocessing.deviation);
}

void to_json(nlohmann::json& json, const ModelInfo& info)
{
    json = {{"path", info.path},
            {"sha256", info.sha256},
            {"file_bytes", info.fileBytes},
            {"kind", info.kind},
            {"input", info.input},
            {"format", info.format},
            {"architecture", info.architecture},
            {"layer", info.layer},
            {"head", info.headName},
            {"parameters", info.parameters},
            {"features", info.features},
            {"classes", info.classes},
            {"class_names", info.classNames},
            {"input_size", info.inputSize},
            {"preprocessing", info.preprocessing},
            {"preprocessing_source", info.preprocessingSource},
            {"has_activation_maps", info.hasActivationMaps},
            {"needs_consent", info.needsConsent},
            {"notes", info.notes},
            {"ignored", info.ignored},
            {"mismatches", info.mismatches}};
    if (info.input == ModelInfo::Input::Texts)
        json["text"] = info.text;
}

void from_json(const nlohmann::json& json, ModelInfo& info)
{
    json.at("path").get_to(info.path);
    json.at("sha256").get_to(info.sha256);
    json.at("file_bytes").get_to(info.fileBytes);
    json.at("kind").get_to(info.kind);
    info.input = json.value("input", ModelInfo::Input::Pictures);
    if (const auto text = json.find("text"); text != json.end())
        text->get_to(info.text);
    json.at("format").get_to(info.format);
    json.at("architecture").get_to(info.architecture);
    json.at("layer").get_to(info.layer);
    json.at("head").get_to(info.headName);
    json.at("parameters").get_to(info.parameters);
    json.at("features").get_to(info.features);
    json.at("classes").get_to(info.classes);
    json.at("class_names").get_to(info.classNames);
    json.at("input_size").get_to(info.inputSize);
    json.at("preprocessing").get_to(info.preprocessing);
    json.at("preprocessing_source").get_to(info.preprocessingSource);
    json.at("has_activation_maps").get_to(info.hasActivationMaps);
    json.at("needs_consent").get_to(info.needsConsent);
    json.at("notes").get_to(info.notes);
    json.at("ignored").get_to(info.ignored);
    json.at("mismatches").get_to(info.mismatches);
}

} // namespace sparsescope
