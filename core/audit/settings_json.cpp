// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/settings_json.h"

#include "audit/text_settings_json.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

namespace sparsescope {

using nlohmann::json;

namespace {

std::string familyName(Family family)
{
    return family == Family::Multinomial ? "multinomial" : family == Family::Binomial ? "binomial" : "gaussian";
}

Family familyFromName(const std::string& name)
{
    for (const Family family : {Family::Multinomial, Family::Binomial, Family::Gaussian})
        if (familyName(family) == name)
            return family;
    throw std::runtime_error(fmt::format("unknown family {}", quoted(name, 40)));
}

json toJson(const ModelOptions& options)
{
    json result{{"device", options.device}, {"consent", options.consent}, {"forward_threads", options.forwardThreads}};
    if (options.preprocessing)
        result["preprocessing"] = *options.preprocessing;
    if (options.textFeature)
        result["text_feature"] = textFeatureName(*options.textFeature);
    if (options.maxTokens > 0)
        result["max_tokens"] = options.maxTokens;
    return result;
}

ModelOptions modelOptionsFromJson(const json& from)
{
    ModelOptions options;
    options.device = from.at("device").get<std::string>();
    options.consent = from.at("consent").get<bool>();
    options.forwardThreads = from.at("forward_threads").get<int>();
    if (from.contains("preprocessing"))
        options.preprocessing = from.at("preprocessing").get<Preprocessing>();
    options.maxTokens = from.value("max_tokens", 0);
    if (from.contains("text_feature")) {
        options.textFeature = textFeatureFromName(from.at("text_feature").get<std::string>());
        if (!options.textFeature)
            throw std::runtime_error("the text feature is not known");
    }
    return options;
}

json toJson(const DatasetOptions& options)
{
    return {{"validation_share", options.validationShare},
            {"test_share", options.testShare},
            {"seed", options.seed},
            {"names_file", pathToJson(options.namesFile)},
            {"text", toJson(options.text)},
            {"balance", toJson(options.balance)}};
}

DatasetOptions datasetOptionsFromJson(const json& from)
{
    DatasetOptions options;
    options.validationShare = from.at("validation_share").get<double>();
    options.testShare = from.at("test_share").get<double>();
    options.seed = from.at("seed").get<std::uint64_t>();
    options.namesFile = pathFromJson(from.at("names_file"));
    if (from.contains("text"))  // audits of earlier versions have pictures only
        options.text = textDataOptionsFromJson(from.at("text"));
    if (from.contains("balance"))
        options.balance = balanceFromJson(from.at("balance"));
    return options;
}

json toJson(const ExtractOptions& options)
{
    return {{"threads", options.threads}, {"batch", options.batch}, {"items_per_shard", options.itemsPerShard},
            {"pixel_limit", options.limits.pixels}, {"file_limit", options.limits.fileBytes}};
}

ExtractOptions extractOptionsFromJson(const json& from)
{
    ExtractOptions options;
    options.threads = from.at("threads").get<int>();
    options.batch = from.at("batch").get<int>();
    options.itemsPerShard = from.at("items_per_shard").get<int>();
    options.limits.pixels = from.at("pixel_limit").get<std::int64_t>();
    options.limits.fileBytes = from.at("file_limit").get<std::uint64_t>();
    return options;
}

}  // namespace

json pathToJson(const std::filesystem::path& path)
{
    const std::string bytes = path.string();
    if (isValidUtf8(bytes))
        return bytes;
    std::string hex;
    for (const char c : bytes)
        hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return {{"hex", hex}};
}

std::filesystem::path pathFromJson(const json& from)
{
    if (from.is_string())
        return from.get<std::string>();
    const std::string hex = from.at("hex").get<std::string>();
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

json numberToJson(double number)
{
    return std::isfinite(number) ? json(number) : json(nullptr);
}

double numberFromJson(const json& from)
{
    return from.is_null() ? std::numeric_limits<double>::quiet_NaN() : from.get<double>();
}

json toJson(const Selection& selection)
{
    return {{"rule", ruleName(selection.rule)}, {"value", selection.value}};
}

Selection selectionFromJson(const json& from)
{
    const Result<SelectionRule> rule = ruleFromName(from.at("rule").get<std::string>());
    if (!rule)
        throw std::runtime_error(rule.failed() ? rule.error().message : "no rule");
    return {rule.value(), from.at("value").get<double>()};
}

constexpr const char* ruleNames[] = {"forbidden", "positive", "negative"};

json toJson(const WeightRule& rule)
{
    return {{"feature", rule.feature}, {"class", rule.classId}, {"rule", ruleNames[static_cast<int>(rule.kind)]}};
}

WeightRule weightRuleFromJson(const json& from)
{
    const auto name = from.at("rule").get<std::string>();
    const auto* found = std::ranges::find(ruleNames, name);
    if (found == std::end(ruleNames))
        throw std::runtime_error(fmt::format("the rule {} is not known", quoted(name, 40)));
    return {from.at("feature").get<int>(), from.at("class").get<int>(), static_cast<WeightRule::Kind>(found - std::begin(ruleNames))};
}

json rulesToJson(const std::vector<WeightRule>& rules)
{
    json list = json::array();
    for (const WeightRule& rule : rules)
        list.push_back(toJson(rule));
    return list;
}

json toJson(const PathOptions& options)
{
    return {{"family", familyName(options.family)}, {"alpha", options.alpha},
            {"lambda_count", options.lambdaCount},  {"lambda_ratio", options.lambdaRatio},
            {"lambdas", options.lambdas},           {"include_zero", options.includeZero},
            {"grouped", options.grouped},           {"standardize", options.standardize},
            {"tolerance", options.tolerance},       {"max_iterations", options.maxIterations},
            {"threads", options.threads},           {"rules", rulesToJson(options.rules)}};
}

PathOptions pathOptionsFromJson(const json& from)
{
    PathOptions options;
    options.family = familyFromName(from.at("family").get<std::string>());
    options.alpha = from.at("alpha").get<double>();
    options.lambdaCount = from.at("lambda_count").get<int>();
    options.lambdaRatio = from.at("lambda_ratio").get<double>();
    options.lambdas = from.at("lambdas").get<std::vector<double>>();
    options.includeZero = from.at("include_zero").get<bool>();
    options.grouped = from.at("grouped").get<bool>();
    options.standardize = from.at("standardize").get<bool>();
    options.tolerance = from.at("tolerance").get<double>();
    options.maxIterations = from.at("max_iterations").get<int>();
    options.threads = from.at("threads").get<int>();
    for (const json& rule : from.value("rules", json::array()))
        options.rules.push_back(weightRuleFromJson(rule));
    return options;
}

json toJson(const AuditSettings& settings)
{
    return {{"model", pathToJson(settings.model)},
            {"data", pathToJson(settings.data)},
            {"model_options", toJson(settings.modelOptions)},
            {"dataset", toJson(settings.dataset)},
            {"extraction", toJson(settings.extraction)},
            {"path", toJson(settings.path)},
            {"selection", toJson(settings.selection)},
            {"same_classes", settings.sameClassesAsModel},
            {"title", settings.title}};
}

AuditSettings settingsFromJson(const json& from)
{
    AuditSettings settings;
    settings.model = pathFromJson(from.at("model"));
    settings.data = pathFromJson(from.at("data"));
    settings.modelOptions = modelOptionsFromJson(from.at("model_options"));
    settings.dataset = datasetOptionsFromJson(from.at("dataset"));
    settings.extraction = extractOptionsFromJson(from.at("extraction"));
    settings.path = pathOptionsFromJson(from.at("path"));
    settings.selection = selectionFromJson(from.at("selection"));
    settings.sameClassesAsModel = from.at("same_classes").get<bool>();
    settings.title = from.at("title").get<std::string>();
    return settings;
}

}  // namespace sparsescope
