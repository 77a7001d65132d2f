// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/json_component.h"

#include "base/files.h"
#include "base/guard.h"
#include "text/sentences.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using nlohmann::json;

constexpr int deepest = 64;

/// A value as it stands in the file, cut.
std::string shown(const json& value)
{
    return displayText(value.dump(-1, ' ', false, json::error_handler_t::replace), 60);
}

Error badJson(const std::string& file, const std::string& found)
{
    return {"E-TOK-002",
            fmt::format("Cannot read {}: {}. Get the file again from where the model came from.", inQuotes(file), found), ""};
}

/// Where and why the parser stopped: "line 3 is not valid JSON".
std::string stoppedAt(const std::string& text, std::size_t byte)
{
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
    return fmt::format("line {} is not valid JSON", 1 + std::count(text.begin(), end, '\n'));
}

Result<json> parsed(const std::string& text, const std::string& file)
{
    if (text.starts_with("version https://git-lfs"))
        return badJson(file, "it is a Git LFS pointer, not the file itself; fetch it with git lfs pull");
    bool tooDeep = false;
    const auto watch = [&](int depth, json::parse_event_t, json&) {
        tooDeep = tooDeep || depth > deepest;
        return !tooDeep;
    };
    try {
        const std::size_t start = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
        json value = json::parse(text.begin() + static_cast<std::ptrdiff_t>(start), text.end(), watch);
        if (tooDeep)
            return badJson(file, fmt::format("its values are nested more than {} deep", deepest));
        if (!value.is_object())
            return badJson(file, fmt::format("it holds {}, where an object {{…}} was expected", value.type_name()));
        return value;
    } catch (const json::parse_error& error) {
        return badJson(file, text.empty() ? "it is empty" : stoppedAt(text, error.byte));
    }
}

}  // namespace

bool JsonComponent::has(const char* field) const
{
    return m_object.contains(field) && !m_object[field].is_null();
}

Error JsonComponent::badField(const char* field, const std::string& expected) const
{
    const std::string found = has(field) ? "is " + shown(m_object[field]) : "is missing";
    return {"E-TOK-002",
            fmt::format("Cannot use {}: the field \"{}\" of {} {}, where {} was expected. Get the file again from where the "
                        "model came from.", inQuotes(m_file), field, m_name, found, expected), ""};
}

Error JsonComponent::unsupported(const std::string& what, const std::string& supported) const
{
    return {"E-TOK-003",
            fmt::format("Cannot use the tokenizer in {}: its {} is {}, which is not supported. Supported: {}.",
                        inQuotes(m_file), m_name, inQuotes(what, 60), supported), ""};
}

std::string JsonComponent::type() const
{
    return has("type") && m_object["type"].is_string() ? m_object["type"].get<std::string>() : std::string();
}

Result<bool> JsonComponent::flag(const char* field, bool otherwise) const
{
    if (!has(field))
        return otherwise;
    if (!m_object[field].is_boolean())
        return badField(field, "true or false");
    return m_object[field].get<bool>();
}

Result<std::string> JsonComponent::text(const char* field, const std::string& otherwise) const
{
    if (!has(field))
        return otherwise;
    if (!m_object[field].is_string())
        return badField(field, "a text");
    return m_object[field].get<std::string>();
}

Result<std::int64_t> JsonComponent::integer(const char* field, std::int64_t lowest, std::int64_t highest,
                                            std::int64_t otherwise) const
{
    if (!has(field))
        return otherwise;
    const nlohmann::json& value = m_object[field];
    const bool fits = value.is_number_integer()
        && (!value.is_number_unsigned() || value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX))
        && value.get<std::int64_t>() >= lowest && value.get<std::int64_t>() <= highest;
    if (!fits)
        return badField(field, fmt::format("a whole number from {} to {}", lowest, highest));
    return value.get<std::int64_t>();
}

Result<JsonComponent> JsonComponent::object(const char* field) const
{
    if (!has(field) || !m_object[field].is_object())
        return badField(field, "an object");
    return JsonComponent(m_object[field], m_file, field);
}

Result<const json*> JsonComponent::array(const char* field) const
{
    if (!has(field) || !m_object[field].is_array())
        return badField(field, "a list");
    return &m_object[field];
}

Result<json> readJsonObject(const std::filesystem::path& path, std::uint64_t limit)
{
    SS_TRY(const std::string text, readTextFile(path, limit));
    const std::string file = path.filename().string();
    return guarded("Cannot read " + inQuotes(file), "E-TOK-002", [&] { return parsed(text, file); });
}

}  // namespace sparsescope
