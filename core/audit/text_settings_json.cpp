// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/text_settings_json.h"

#include "audit/settings_json.h"
#include "base/text.h"

#include <array>
#include <stdexcept>

#include <fmt/format.h>

namespace sparsescope {

using nlohmann::json;

namespace {

// In the order of the enumerations.
constexpr std::array<const char*, 5> layouts{"guessed", "table", "sst", "jigsaw", "class-files"};
constexpr std::array<const char*, 3> quoteRules{"guessed", "quotes", "plain"};
constexpr std::array<const char*, 2> badRowRules{"stop", "skip"};
constexpr std::array<const char*, 4> balances{"none", "down", "up", "weights"};

template <typename Enum, std::size_t n>
Enum valueOf(const std::array<const char*, n>& names, const json& from, const char* what)
{
    const auto name = from.get<std::string>();
    for (std::size_t i = 0; i < n; ++i)
        if (name == names[i])
            return static_cast<Enum>(i);
    throw std::runtime_error(fmt::format("unknown {} {}", what, sparsescope::quoted(name, 40)));
}

template <typename Enum, std::size_t n>
const char* nameOf(const std::array<const char*, n>& names, Enum value)
{
    return names[static_cast<std::size_t>(value)];
}

}  // namespace

json toJson(const TextDataOptions& options)
{
    json result{{"layout", nameOf(layouts, options.layout)},
                {"text_column", options.textColumn},
                {"label_column", options.labelColumn},
                {"delimiter", options.delimiter == 0 ? std::string() : std::string(1, options.delimiter)},
                {"quotes", nameOf(quoteRules, options.quotes)},
                {"target", options.targetLabel},
                {"threshold", options.threshold},
                {"test_file", pathToJson(options.testFile)},
                {"test_labels", pathToJson(options.testLabels)},
                {"bad_rows", nameOf(badRowRules, options.badRows)}};
    if (options.header)
        result["header"] = *options.header;
    return result;
}

TextDataOptions textDataOptionsFromJson(const json& from)
{
    TextDataOptions options;
    options.layout = valueOf<TextLayout>(layouts, from.at("layout"), "layout");
    options.textColumn = from.at("text_column").get<std::string>();
    options.labelColumn = from.at("label_column").get<std::string>();
    const auto delimiter = from.at("delimiter").get<std::string>();
    options.delimiter = delimiter.size() == 1 ? delimiter.front() : '\0';
    options.quotes = valueOf<QuoteRule>(quoteRules, from.at("quotes"), "rule for quotes");
    options.targetLabel = from.at("target").get<std::string>();
    options.threshold = from.at("threshold").get<double>();
    options.testFile = pathFromJson(from.at("test_file"));
    options.testLabels = pathFromJson(from.at("test_labels"));
    options.badRows = valueOf<BadRows>(badRowRules, from.at("bad_rows"), "rule for bad rows");
    if (from.contains("header"))
        options.header = from.at("header").get<bool>();
    return options;
}

json toJson(Balance balance)
{
    return nameOf(balances, balance);
}

Balance balanceFromJson(const json& from)
{
    return valueOf<Balance>(balances, from, "balance");
}

}  // namespace sparsescope
