// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/text_config.h"

#include "base/text.h"
#include "models/model_json.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using nlohmann::json;

constexpr int mostLabels = 100'000;

std::string firstArchitecture(const json& config)
{
    const auto list = config.find("architectures");
    if (list == config.end() || !list->is_array() || list->empty() || !list->front().is_string())
        return {};
    return list->front().get<std::string>();
}

/// Code of the model's author, which would have to be run.
Status checkNoCode(const json& config, const std::string& file)
{
    for (const char* name : {"auto_map", "custom_code", "custom_pipelines"})
        if (const auto found = config.find(name); found != config.end() && !found->is_null() && !found->empty())
            return Error{
                "E-HF-004",
                fmt::format("{} has {}: this network needs its author's own Python code, which Sparsescope does "
                            "not run. Choose a plain BERT or RoBERTa, export this one as TorchScript, or give "
                            "its features as .npy files.",
                            sparsescope::quoted(file), sparsescope::quoted(name)),
                ""};
    return Done{};
}

Result<TextConfig::Family> familyOf(const ModelFields& fields, const std::string& architecture)
{
    SS_TRY(const auto type, fields.optionalText("model_type"));
    if (type == "bert" || (!type && architecture.starts_with("Bert")))
        return TextConfig::Family::Bert;
    if (type == "roberta" || (!type && architecture.starts_with("Roberta")))
        return TextConfig::Family::Roberta;
    const std::string kind = type ? *type : architecture;
    return Error{
        "E-HF-005",
        fmt::format("config.json says this is {}. Sparsescope runs BERT and RoBERTa encoders (MiniLM is one); "
                    "export others as TorchScript with inputs (input_ids, attention_mask), or give their "
                    "features as .npy files.",
                    kind.empty() ? "a network of no named type" : "a network of type " + sparsescope::quoted(kind)),
        ""};
}

Result<ElementFunction> activationOf(const ModelFields& fields)
{
    static const std::map<std::string, ElementFunction> known{{"gelu", ElementFunction::Gelu},
                                                              {"gelu_python", ElementFunction::Gelu},
                                                              {"gelu_new", ElementFunction::GeluTanh},
                                                              {"gelu_fast", ElementFunction::GeluTanh},
                                                              {"gelu_pytorch_tanh", ElementFunction::GeluTanh},
                                                              {"relu", ElementFunction::Relu}};
    SS_TRY(const auto name, fields.optionalText("hidden_act"));
    if (!name)
        return ElementFunction::Gelu;
    const auto found = known.find(*name);
    if (found == known.end())
        return fields.wrong("hidden_act", sparsescope::quoted(*name), "\"gelu\", \"gelu_new\" or \"relu\"");
    return found->second;
}

Status readSizes(const ModelFields& fields, TextConfig& config)
{
    SS_TRY(config.vocabulary, fields.integer("vocab_size", 1, 10'000'000));
    SS_TRY(config.hidden, fields.integer("hidden_size", 1, 32'768));
    SS_TRY(config.layers, fields.integer("num_hidden_layers", 1, 512));
    SS_TRY(config.heads, fields.integer("num_attention_heads", 1, 1'024));
    SS_TRY(config.intermediate, fields.integer("intermediate_size", 1, 262'144));
    SS_TRY(config.positions, fields.integer("max_position_embeddings", 1, 65'538));
    SS_TRY(const auto types, fields.optionalInteger("type_vocab_size", 1, 1'000));
    config.types = types.value_or(config.family == TextConfig::Family::Bert ? 2 : 1);
    if (config.hidden % config.heads != 0)
        return fields.wrong("num_attention_heads", std::to_string(config.heads),
                            fmt::format("a divisor of hidden_size {}", config.hidden));
    return Done{};
}

Status checkVariant(const json& config, const ModelFields& fields)
{
    SS_TRY(const auto positions, fields.optionalText("position_embedding_type"));
    if (positions && *positions != "absolute")
        return fields.wrong("position_embedding_type", sparsescope::quoted(*positions), "\"absolute\"");
    for (const char* name : {"is_decoder", "add_cross_attention"})
        if (const auto found = config.find(name); found != config.end() && found->is_boolean() && found->get<bool>())
            return fields.wrong(name, "true", "false: only encoders have a feature for a whole text");
    return Done{};
}

/// id2label: "0" → name, …; equal names get their index, as one could not tell them apart.
Result<std::vector<std::string>> classNamesOf(const json& config, const ModelFields& fields)
{
    const auto map = config.find("id2label");
    if (map == config.end() || !map->is_object())
        return std::vector<std::string>();
    if (map->size() > mostLabels)
        return fields.wrong("id2label", fmt::format("{} names long", map->size()),
                            fmt::format("at most {}", mostLabels));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < map->size(); ++i) {
        const auto name = map->find(std::to_string(i));
        if (name == map->end() || !name->is_string())
            return std::vector<std::string>();  // Not numbered 0, 1, …: the classes have no names then.
        names.push_back(name->get<std::string>());
    }
    std::map<std::string, int> counts;
    for (const std::string& name : names)
        ++counts[name];
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].empty() || counts[names[i]] > 1)
            names[i] = fmt::format("{}{}{}", names[i], names[i].empty() ? "" : " ", i);
    return names;
}

}  // namespace

Result<TextConfig> readTextConfig(const std::filesystem::path& file)
{
    SS_TRY(const json object, readModelJson(file));
    const std::string name = file.filename().string();
    const ModelFields fields(object, name);
    TextConfig config;
    config.architecture = firstArchitecture(object);
    SS_CHECK(checkNoCode(object, name));
    SS_TRY(config.family, familyOf(fields, config.architecture));
    SS_CHECK(readSizes(fields, config));
    SS_CHECK(checkVariant(object, fields));
    SS_TRY(config.activation, activationOf(fields));
    SS_TRY(const auto epsilon, fields.optionalNumber("layer_norm_eps", 0.0, 0.1));
    const bool roberta = config.family == TextConfig::Family::Roberta;
    config.epsilon = epsilon.value_or(roberta ? 1e-5 : 1e-12);
    SS_TRY(const auto padding, fields.optionalInteger("pad_token_id", 0, config.vocabulary - 1));
    config.firstPosition = roberta ? padding.value_or(1) + 1 : 0;
    if (config.longestText() < 2)
        return fields.wrong("max_position_embeddings", std::to_string(config.positions),
                            fmt::format("at least {}", config.firstPosition + 2));
    SS_TRY(config.classNames, classNamesOf(object, fields));
    SS_TRY(const auto problem, fields.optionalText("problem_type"));
    config.problemType = problem.value_or("");
    return config;
}

}  // namespace sparsescope
