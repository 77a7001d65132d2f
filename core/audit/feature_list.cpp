// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/feature_list.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace sparsescope {

namespace {

std::string inLowerCase(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c; });
    return text;
}

const char* healthWord(const FeatureHealth& health)
{
    if (health.notFinite > 0)
        return "not finite";
    if (health.dead || health.constant)
        return health.dead ? "dead constant" : "constant";
    return health.saturated ? "saturated" : health.duplicateOf >= 0 ? "duplicate" : "";
}

bool hasWords(const FeatureFilter& filter, const FeatureRow& row)
{
    if (filter.words.empty())
        return true;
    const std::string text = inLowerCase(std::to_string(row.feature) + '\n' + row.name + '\n' + row.proposed + '\n' + row.note + '\n'
                                         + healthWord(row.health));
    std::istringstream words(inLowerCase(filter.words));
    for (std::string word; words >> word;)
        if (text.find(word) == std::string::npos)
            return false;
    return true;
}

bool fitsUse(const FeatureFilter& filter, const FeatureRow& row, const SparseHead& head)
{
    if (filter.use != FeatureFilter::Use::Any && (row.classes > 0) != (filter.use == FeatureFilter::Use::Used))
        return false;
    return filter.klass < 0 || (filter.klass < head.classCount() && head.weight(filter.klass, row.feature) != 0);
}

bool fitsNaming(FeatureFilter::Naming naming, const FeatureRow& row)
{
    switch (naming) {
    case FeatureFilter::Naming::Named: return !row.name.empty();
    case FeatureFilter::Naming::Unnamed: return row.name.empty();
    case FeatureFilter::Naming::Noted: return !row.note.empty();
    default: return true;
    }
}

bool fitsStability(const FeatureFilter& filter, const FeatureRow& row)
{
    if (filter.leastStability && !(row.stability && *row.stability >= *filter.leastStability))
        return false;
    return !filter.belowStability || (row.stability && *row.stability < *filter.belowStability);
}

double sortValue(const FeatureRow& row, FeatureOrder order)
{
    switch (order) {
    case FeatureOrder::Classes: return row.classes;
    case FeatureOrder::Weight: return std::abs(row.largestWeight);
    case FeatureOrder::Mean: return row.health.mean;
    case FeatureOrder::Deviation: return row.health.deviation;
    case FeatureOrder::Zero: return row.health.zeroShare;
    case FeatureOrder::Stability: return row.stability.value_or(std::nan(""));
    default: return row.feature;
    }
}

}  // namespace

bool hasProblem(const FeatureHealth& health)
{
    return health.notFinite > 0 || health.dead || health.constant || health.saturated || health.duplicateOf >= 0;
}

bool keeps(const FeatureFilter& filter, const FeatureRow& row, const SparseHead& head)
{
    const bool healthFits = filter.health == FeatureFilter::Health::Any
        || hasProblem(row.health) == (filter.health == FeatureFilter::Health::Problem);
    return healthFits && fitsUse(filter, row, head) && fitsNaming(filter.naming, row) && fitsStability(filter, row)
        && hasWords(filter, row);
}

void sortFeatures(std::vector<FeatureRow>& rows, FeatureOrder order, bool descending)
{
    std::ranges::stable_sort(rows, {}, &FeatureRow::feature);
    std::ranges::stable_sort(rows, [&](const FeatureRow& a, const FeatureRow& b) {
        if (order == FeatureOrder::Name) {
            if (a.name.empty() || b.name.empty())
                return !a.name.empty() && b.name.empty();
            return descending ? a.name > b.name : a.name < b.name;
        }
        const double x = sortValue(a, order);
        const double y = sortValue(b, order);
        if (std::isnan(x) || std::isnan(y))
            return !std::isnan(x) && std::isnan(y);
        return descending ? x > y : x < y;
    });
}

}  // namespace sparsescope
