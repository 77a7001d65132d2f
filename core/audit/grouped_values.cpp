// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/grouped_values.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sparsescope {

namespace {

Error notThere(const char* what, int asked, const char* several, int count)
{
    return Error{"E-AUDIT-004", fmt::format("There is no {} {}: this audit has {} 0 to {}.", what, asked, several, count - 1), ""};
}

void addValue(GroupedValues& values, std::size_t group, double value)
{
    GroupedValues::Group& into = values.groups[group];
    const double width = (values.maximum - values.minimum) / static_cast<double>(into.counts.size());
    const double position = width > 0 ? (value - values.minimum) / width : 0.0;
    ++into.counts[std::min(static_cast<std::size_t>(position), into.counts.size() - 1)];
    ++into.rows;
    into.mean += (value - into.mean) / static_cast<double>(into.rows);
}

void findRange(const AuditData& data, int feature, GroupedValues& values)
{
    bool any = false;
    for (std::int64_t row = 0; row < data.rowCount(); ++row) {
        const auto value = static_cast<double>(data.pieces().table.features(row, feature));
        if (!std::isfinite(value))
            continue;
        values.minimum = any ? std::min(values.minimum, value) : value;
        values.maximum = any ? std::max(values.maximum, value) : value;
        any = true;
    }
}

}  // namespace

Result<GroupedValues> groupedValues(const AuditData& data, int feature, ValueGrouping grouping, int klass, int bins)
{
    if (feature < 0 || feature >= data.featureCount())
        return notThere("feature", feature, "features", data.featureCount());
    const bool byClass = grouping == ValueGrouping::Class;
    if (byClass && (klass < 0 || klass >= data.classCount()))
        return notThere("class", klass, "classes", data.classCount());
    GroupedValues values;
    findRange(data, feature, values);
    const std::vector<std::int64_t> empty(static_cast<std::size_t>(std::max(bins, 1)), 0);
    if (byClass)
        values.groups = {{data.pieces().classes[static_cast<std::size_t>(klass)].name, 0, 0, empty}, {"all others", 0, 0, empty}};
    else
        for (const Split split : {Split::Train, Split::Validation, Split::Test})
            values.groups.push_back({splitName(split), 0, 0, empty});
    for (std::int64_t row = 0; row < data.rowCount(); ++row) {
        const auto value = static_cast<double>(data.pieces().table.features(row, feature));
        const auto group = byClass ? std::size_t{data.label(row) == klass ? 0U : 1U} : static_cast<std::size_t>(data.split(row));
        if (std::isfinite(value))
            addValue(values, group, value);
    }
    std::erase_if(values.groups, [](const GroupedValues::Group& group) { return group.rows == 0; });
    return values;
}

nlohmann::json toJson(const GroupedValues& values)
{
    nlohmann::json groups = nlohmann::json::array();
    for (const GroupedValues::Group& group : values.groups)
        groups.push_back({{"name", group.name}, {"rows", group.rows}, {"mean", group.mean}, {"counts", group.counts}});
    return {{"minimum", values.minimum}, {"maximum", values.maximum}, {"groups", groups}};
}

}  // namespace sparsescope
