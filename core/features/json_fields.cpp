// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/json_fields.h"

#include "base/text.h"
#include "features/store_format.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

using nlohmann::json;

namespace {

Error fieldError(const std::string& file, std::string_view name, const std::string& found, const std::string& expected)
{
    return {damagedCode,
            fmt::format("{} is damaged: the field {} is {}, expected {}. Extract again; only what is damaged is "
                        "made anew.",
                        quoted(file, 300), quoted(name), found, expected),
            ""};
}

bool isText(const json& value)
{
    return value.is_string();
}
bool isInteger(const json& value)
{
    return value.is_number_integer();
}
bool isObject(const json& value)
{
    return value.is_object();
}
bool isArray(const json& value)
{
    return value.is_array();
}

}  // namespace

Result<const json*> FieldReader::field(const char* name, const char* expected, bool (*fits)(const json&)) const
{
    if (!m_object.is_object())
        return fieldError(m_file, name, fmt::format("in {}", m_object.type_name()), "in an object");
    const auto found = m_object.find(name);
    if (found == m_object.end())
        return fieldError(m_file, name, "missing", expected);
    if (!fits(*found))
        return fieldError(m_file, name, fmt::format("of type {}", found->type_name()), expected);
    return &*found;
}

bool FieldReader::has(const char* name) const
{
    return m_object.is_object() && m_object.contains(name);
}

Result<std::string> FieldReader::text(const char* name) const
{
    SS_TRY(const json* value, field(name, "text", isText));
    return value->get<std::string>();
}

Result<std::int64_t> FieldReader::integer(const char* name, std::int64_t lowest, std::int64_t highest) const
{
    SS_TRY(const json* value, field(name, "a whole number", isInteger));
    // Above 2^63 nlohmann keeps an unsigned number, which would wrap.
    const bool huge = value->is_number_unsigned() && value->get<std::uint64_t>() > std::uint64_t(INT64_MAX);
    const std::int64_t number = huge ? INT64_MAX : value->get<std::int64_t>();
    if (huge || number < lowest || number > highest)
        return fieldError(m_file, name, value->dump(), fmt::format("{} to {}", lowest, highest));
    return number;
}

Result<const json*> FieldReader::object(const char* name) const
{
    return field(name, "an object", isObject);
}

Result<const json*> FieldReader::array(const char* name) const
{
    return field(name, "a list", isArray);
}

Status FieldReader::onlyThese(std::initializer_list<std::string_view> names) const
{
    for (const auto& [name, value] : m_object.items()) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            return fieldError(m_file, name, "there", "no such field");
    }
    return Done{};
}

}  // namespace sparsescope
