// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/rules.h"

#include "base/text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>

namespace sparsescope::cli {

namespace {

std::optional<int> wholeNumber(std::string_view text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0)
        return std::nullopt;
    return number;
}

Result<WeightRule> parseRule(const std::string& text, WeightRule::Kind kind,
                             const std::function<Result<int>(const std::string&)>& classId)
{
    const std::size_t colon = text.find(':');
    const std::optional<int> feature = wholeNumber(std::string_view(text).substr(0, colon));
    if (!feature)
        return Error{"E-CLI-021", fmt::format("The rule {} does not begin with the number of a feature: write FEATURE or "
                                              "FEATURE:CLASS.", quoted(text, 80)), {}};
    WeightRule rule{*feature, -1, kind};
    if (colon != std::string::npos) {
        SS_TRY(rule.classId, classId(text.substr(colon + 1)));
    }
    return rule;
}

}  // namespace

void RuleRequest::addTo(CLI::App& verb)
{
    verb.add_option("--forbid", forbidden, "Features without a weight, for all classes or one: FEATURE or FEATURE:CLASS");
    verb.add_option("--positive", positive, "Features whose weight must not be negative: FEATURE or FEATURE:CLASS");
    verb.add_option("--negative", negative, "Features whose weight must not be positive: FEATURE or FEATURE:CLASS");
}

Result<std::vector<WeightRule>> RuleRequest::parsed(const std::function<Result<int>(const std::string&)>& classId) const
{
    std::vector<WeightRule> rules;
    using Kind = WeightRule::Kind;
    for (const auto& [texts, kind] : {std::pair(&forbidden, Kind::Forbidden), std::pair(&positive, Kind::Positive),
                                      std::pair(&negative, Kind::Negative)})
        for (const std::string& text : *texts) {
            SS_TRY(const WeightRule rule, parseRule(text, kind, classId));
            rules.push_back(rule);
        }
    return rules;
}

Result<int> classNumber(const std::string& text)
{
    if (const std::optional<int> number = wholeNumber(text))
        return *number;
    return Error{"E-CLI-022", fmt::format("{} is not the number of a class, counted from 0.", quoted(text, 80)), {}};
}

}  // namespace sparsescope::cli
