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
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TensorMismatch, kind, name, expected, found)

bool ModelInfo::usable() const
{
    const bool fits = std::ranges::all_of(
        mismatches, [](const TensorMismatch& mismatch) { return mismatch.kind == TensorMismatch::Kind::Extra; });
    return fits && features > 0 && classes > 0 && !needsConsent;
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
}

void from_json(const nlohmann::json& json, ModelInfo& info)
{
    json.at("path").get_to(info.path);
    json.at("sha256").get_to(info.sha256);
    json.at("file_bytes").get_to(info.fileBytes);
    json.at("kind").get_to(info.kind);
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
