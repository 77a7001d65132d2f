// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/inspection.h"

#include <array>
#include <optional>

#include <nlohmann/json.hpp>

namespace sparsescope
{

namespace
{

using Facts = std::map<std::string, std::string>;
using Names = std::vector<std::string>;

/// ["cat", "dog"] or {"0": "cat", "1": "dog"}.
std::optional<std::string> jsonName(const nlohmann::json& json, std::size_t index)
{
    if (json.is_array() && index < json.size() && json[index].is_string())
        return json[index].get<std::string>();
    const std::string key = std::to_string(index);
    if (json.is_object() && json.contains(key) && json[key].is_string())
        return json[key].get<std::string>();
    return std::nullopt;
}

Names namesInJson(const std::string& text, std::size_t classes)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded() || json.size() != classes)
        return {};
    Names names;
    for (std::size_t i = 0; i < classes; ++i) {
        const auto name = jsonName(json, i);
        if (!name)
            return {};
        names.push_back(*name);
    }
    return names;
}

/// The facts "KEY.0", "KEY.1", …: a list or dict inside a checkpoint.
Names namesInFacts(const Facts& facts, const std::string& key, std::size_t classes)
{
    Names names;
    for (std::size_t i = 0; i < classes; ++i) {
        const auto found = facts.find(key + "." + std::to_string(i));
        if (found == facts.end())
            return {};
        names.push_back(found->second);
    }
    return facts.contains(key + "." + std::to_string(classes)) ? Names() : names;
}

} // namespace

std::vector<std::string> classNamesFrom(const std::map<std::string, std::string>& facts, int classes)
{
    constexpr std::array<const char*, 4> keys{"class_names", "classes", "id2label", "labels"};
    for (const std::string key : keys) {
        const auto text = facts.find(key);
        Names names = text != facts.end() ? namesInJson(text->second, static_cast<std::size_t>(classes))
                                          : namesInFacts(facts, key, static_cast<std::size_t>(classes));
        if (!names.empty())
            return names;
    }
    return {};
}

} // namespace sparsescope
