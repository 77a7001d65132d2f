// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/model_json.h"

#include "base/files.h"
#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using nlohmann::json;

constexpr int deepest = 64;

/// Byte at which brackets outside of texts nest deeper than allowed, or npos.
std::size_t tooDeepAt(const std::string& text)
{
    int depth = 0;
    bool inText = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inText && c == '\\')
            ++i;
        else if (c == '"')
            inText = !inText;
        else if (!inText && (c == '{' || c == '[') && ++depth > deepest)
            return i;
        else if (!inText && (c == '}' || c == ']'))
            --depth;
    }
    return std::string::npos;
}

std::ptrdiff_t lineOf(const std::string& text, std::size_t byte)
{
    return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size())), '\n');
}

Error notJson(const std::filesystem::path& file, const std::string& what)
{
    return {"E-HF-001",
            fmt::format("{} cannot be read: {}. Download the file again.",
                        sparsescope::quoted(file.filename().string()), what),
            ""};
}

}  // namespace

Result<json> readModelJson(const std::filesystem::path& file, std::uint64_t limit)
{
    SS_TRY(std::string text, readTextFile(file, limit));
    if (text.starts_with("version https://git-lfs"))
        return notJson(file, "it is a Git LFS pointer, not the file itself; \"git lfs pull\" in its folder fetches it");
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return notJson(file, "it is empty");
    if (const std::size_t at = tooDeepAt(text); at != std::string::npos)
        return notJson(file, fmt::format("line {} nests deeper than {} levels", lineOf(text, at), deepest));
    try {
        json value = json::parse(text);
        if (!value.is_object())
            return notJson(file, fmt::format("it holds {} where an object {{…}} is expected", value.type_name()));
        return value;
    } catch (const json::parse_error& error) {
        return notJson(file, fmt::format("line {} is not JSON", lineOf(text, error.byte)));
    } catch (const json::exception& error) {
        return notJson(file, displayText(error.what()));
    }
}

const json* ModelFields::find(const char* name) const
{
    const auto found = m_object.find(name);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

bool ModelFields::has(const char* name) const
{
    return find(name) != nullptr;
}

Error ModelFields::wrong(const std::string& name, const std::string& found, const std::string& expected) const
{
    return {"E-HF-002",
            fmt::format("{} says {} is {}; {} is expected.", sparsescope::quoted(m_file), sparsescope::quoted(name),
                        found, expected),
            ""};
}

Result<std::optional<int>> ModelFields::optionalInteger(const char* name, int lowest, int highest) const
{
    const json* value = find(name);
    if (value == nullptr)
        return std::optional<int>();
    const bool fits = value->is_number_integer()
                      && (value->is_number_unsigned()
                              ? value->get<std::uint64_t>() <= static_cast<std::uint64_t>(highest)
                                    && value->get<std::uint64_t>() >= static_cast<std::uint64_t>(std::max(lowest, 0))
                              : value->get<std::int64_t>() >= lowest && value->get<std::int64_t>() <= highest);
    if (!fits)
        return wrong(name, displayText(value->dump(-1, ' ', true), 40),
                     fmt::format("a whole number from {} to {}", lowest, highest));
    return std::optional(value->get<int>());
}

Result<int> ModelFields::integer(const char* name, int lowest, int highest) const
{
    SS_TRY(const auto value, optionalInteger(name, lowest, highest));
    if (!value)
        return Error{"E-HF-003",
                     fmt::format("{} has no {}. It is needed to tell the size of the network; take the config.json "
                                 "that belongs to these weights.",
                                 sparsescope::quoted(m_file), sparsescope::quoted(name)),
                     ""};
    return *value;
}

Result<std::optional<double>> ModelFields::optionalNumber(const char* name, double above, double below) const
{
    const json* value = find(name);
    if (value == nullptr)
        return std::optional<double>();
    const double number = value->is_number() ? value->get<double>() : above;
    if (!(number > above && number < below))
        return wrong(name, displayText(value->dump(-1, ' ', true), 40),
                     fmt::format("a number between {} and {}", above, below));
    return std::optional(number);
}

Result<std::optional<std::string>> ModelFields::optionalText(const char* name) const
{
    const json* value = find(name);
    if (value == nullptr)
        return std::optional<std::string>();
    if (!value->is_string())
        return wrong(name, fmt::format("of type {}", value->type_name()), "a text");
    return std::optional(value->get<std::string>());
}

}  // namespace sparsescope
