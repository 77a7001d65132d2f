// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/class_names.h"

#include "base/files.h"
#include "base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sparsescope {

namespace {

using ClassNames = std::map<std::string, std::string>;

constexpr std::uint64_t mostBytes = 64ULL << 20;

/// quoted(), which for a lone std::string would mean the one of the standard library.
std::string inQuotes(const std::string& text)
{
    return sparsescope::quoted(text);
}

Error namesError(const std::filesystem::path& file, const std::string& found)
{
    return {
        "E-DATA-006",
        fmt::format("Cannot read class names from {}: {}. Expected lines \"key name\" or a JSON object from keys to "
                    "names.",
                    inQuotes(file.filename().string()), found),
        ""};
}

std::string trimmed(const std::string& text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Result<ClassNames> namesFromJson(const std::string& text, const std::filesystem::path& file)
{
    const nlohmann::json object = nlohmann::json::parse(text, nullptr, false);
    if (!object.is_object())
        return namesError(file, "it is not valid JSON");
    ClassNames names;
    for (const auto& [key, value] : object.items()) {
        if (value.is_string())
            names[key] = value.get<std::string>();
        else if (value.is_array() && value.size() == 2 && value[0].is_string() && value[1].is_string())
            names[value[0].get<std::string>()] = value[1].get<std::string>();
        else
            return namesError(file,
                              fmt::format("the entry {} is neither a name nor a [key, name] pair", inQuotes(key)));
    }
    return names;
}

Result<ClassNames> namesFromLines(const std::string& text, const std::filesystem::path& file)
{
    ClassNames names;
    std::size_t number = 0;
    for (std::size_t start = 0; start < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string line = trimmed(text.substr(start, end - start));
        start = end + 1;
        if (line.empty())
            continue;
        const std::size_t tab = line.find('\t');
        const std::size_t gap = tab != std::string::npos ? tab : line.find(' ');
        if (gap == std::string::npos)
            return namesError(file, fmt::format("line {} has no name after the key {}", number + 1, inQuotes(line)));
        names[trimmed(line.substr(0, gap))] = trimmed(line.substr(gap));
    }
    return names;
}

}  // namespace

Result<ClassNames> readClassNames(const std::filesystem::path& file)
{
    SS_TRY(std::string text, readTextFile(file, mostBytes));
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos)
        return namesError(file, "it is empty");
    return text[first] == '{' ? namesFromJson(text, file) : namesFromLines(text, file);
}

}  // namespace sparsescope
