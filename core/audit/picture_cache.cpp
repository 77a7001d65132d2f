// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/picture_cache.h"

#include "audit/settings_json.h"
#include "base/files.h"
#include "explain/overlay.h"

#include <nlohmann/json.hpp>

namespace sparsescope {

namespace {

using nlohmann::json;

constexpr std::uint64_t largestFile = 64ULL << 20;

json numbers(const Eigen::Ref<const Eigen::VectorXd>& values)
{
    json list = json::array();
    for (const double value : values)
        list.push_back(numberToJson(value));
    return list;
}

Eigen::VectorXd vectorFrom(const json& list, int size)
{
    if (list.size() != static_cast<std::size_t>(size))
        throw std::runtime_error("another number of values");
    Eigen::VectorXd values(size);
    for (int i = 0; i < size; ++i)
        values[i] = numberFromJson(list[static_cast<std::size_t>(i)]);
    return values;
}

std::optional<json> readJson(const std::filesystem::path& file)
{
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return std::nullopt;
    const auto bytes = readFile(file, largestFile);
    if (!bytes)
        return std::nullopt;
    json parsed = json::parse(reinterpret_cast<const char*>(bytes->data()), reinterpret_cast<const char*>(bytes->data()) + bytes->size(),
                              nullptr, false);
    return parsed.is_discarded() ? std::nullopt : std::optional(std::move(parsed));
}

void writeJson(const std::filesystem::path& file, const json& content)
{
    const std::string text = content.dump();
    if (createFolders(file.parent_path()).ok())
        static_cast<void>(writeFileAtomically(file, std::as_bytes(std::span(text))).ok());
}

}  // namespace

std::optional<SegmentEffects> readSegmentEffects(const std::filesystem::path& file, int segments, int targets)
{
    const auto parsed = readJson(file);
    if (!parsed)
        return std::nullopt;
    try {
        SegmentEffects effects;
        effects.effects.resize(segments, targets);
        const json& columns = parsed->at("effects");
        if (columns.size() != static_cast<std::size_t>(targets))
            return std::nullopt;
        for (int t = 0; t < targets; ++t)
            effects.effects.col(t) = vectorFrom(columns.at(static_cast<std::size_t>(t)), segments);
        effects.value = vectorFrom(parsed->at("value"), targets);
        effects.intercept = vectorFrom(parsed->at("intercept"), targets);
        effects.r2 = vectorFrom(parsed->at("r2"), targets);
        effects.stability = vectorFrom(parsed->at("stability"), targets);
        effects.repeats = parsed->at("repeats").get<int>();
        effects.masks = parsed->at("masks").get<int>();
        effects.passes = parsed->at("passes").get<std::int64_t>();
        effects.samples = parsed->at("samples").get<int>();
        effects.enumerated = parsed->at("enumerated").get<bool>();
        return effects;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void writeSegmentEffects(const std::filesystem::path& file, const SegmentEffects& effects)
{
    json columns = json::array();
    for (Eigen::Index t = 0; t < effects.effects.cols(); ++t)
        columns.push_back(numbers(effects.effects.col(t)));
    writeJson(file, {{"effects", columns},
                     {"value", numbers(effects.value)},
                     {"intercept", numbers(effects.intercept)},
                     {"r2", numbers(effects.r2)},
                     {"stability", numbers(effects.stability)},
                     {"repeats", effects.repeats},
                     {"masks", effects.masks},
                     {"passes", effects.passes},
                     {"samples", effects.samples},
                     {"enumerated", effects.enumerated}});
}

std::optional<GradientMap> readMap(const std::filesystem::path& file)
{
    const auto parsed = readJson(file);
    if (!parsed)
        return std::nullopt;
    try {
        GradientMap result;
        result.map.height = parsed->at("height").get<int>();
        result.map.width = parsed->at("width").get<int>();
        result.map.values = parsed->at("values").get<std::vector<float>>();
        result.relaxed = parsed->at("relaxed").get<bool>();
        result.vanishes = parsed->at("vanishes").get<bool>();
        return isWhole(result.map) ? std::optional(std::move(result)) : std::nullopt;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void writeMap(const std::filesystem::path& file, const GradientMap& map)
{
    writeJson(file, {{"height", map.map.height},
                     {"width", map.map.width},
                     {"values", map.map.values},
                     {"relaxed", map.relaxed},
                     {"vanishes", map.vanishes}});
}

}  // namespace sparsescope
