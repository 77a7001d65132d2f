// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/selection.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace sparsescope {

namespace {

struct RuleName {
    SelectionRule rule;
    std::string_view name;
};

constexpr std::array ruleNames{RuleName{SelectionRule::Index, "index"}, RuleName{SelectionRule::Sparsity, "sparsity"},
                               RuleName{SelectionRule::Absolute, "absolute"}, RuleName{SelectionRule::Relative, "relative"},
                               RuleName{SelectionRule::Percentile, "percentile"}};

/// A budget is met by a head that misses it by the rounding of a sum of shares.
constexpr double rounding = 1e-9;

std::optional<Error> checkValue(const std::vector<PathPoint>& points, const Selection& selection)
{
    const double value = selection.value;
    const auto bad = [&](const std::string& expected) {
        return Error{"E-GLM-041", fmt::format("The value {} does not fit the rule \"{}\": it takes {}.", value,
                                              ruleName(selection.rule), expected), {}};
    };
    switch (selection.rule) {
    case SelectionRule::Index:
        if (!(value >= 0 && value < static_cast<double>(points.size()) && value == std::floor(value)))
            return bad(fmt::format("a whole number from 0 to {}", points.size() - 1));
        break;
    case SelectionRule::Sparsity:
        if (!(value >= 0 && std::isfinite(value)))
            return bad("a number of features per class, 0 or more");
        break;
    case SelectionRule::Absolute:
        if (!(value >= 0 && value <= 100))
            return bad("percentage points from 0 to 100");
        break;
    case SelectionRule::Relative:
    case SelectionRule::Percentile:
        if (!(value >= 0 && value <= 1))
            return bad("a share from 0 to 1");
        break;
    }
    return {};
}

Result<std::vector<double>> accuracies(const std::vector<PathPoint>& points, std::string_view split)
{
    std::vector<double> percent;
    for (const PathPoint& point : points) {
        const SplitScore* score = point.score(split);
        if (!score)
            return Error{"E-GLM-042", fmt::format("The path has no accuracy on the split {}: choose one it was fitted with.",
                                                  quoted(split)), {}};
        percent.push_back(100.0 * score->accuracy);
    }
    return percent;
}

/// Of the points with at least `floor`, the one with the fewest non-zeros; of equals the more accurate, then the earlier.
int sparsestWithAtLeast(const std::vector<PathPoint>& points, const std::vector<double>& percent, double floor)
{
    int best = -1;
    for (int i = 0; i < static_cast<int>(points.size()); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (!(percent[at] >= floor - rounding))
            continue;
        if (best < 0) {
            best = i;
            continue;
        }
        const double mine = points[at].head.meanNonZerosPerClass();
        const double theirs = points[static_cast<std::size_t>(best)].head.meanNonZerosPerClass();
        if (mine < theirs || (mine == theirs && percent[at] > percent[static_cast<std::size_t>(best)]))
            best = i;
    }
    return best;
}

int nearestSparsity(const std::vector<PathPoint>& points, double wanted)
{
    const auto distance = [&](const PathPoint& point) { return std::abs(point.head.meanNonZerosPerClass() - wanted); };
    const auto nearest = std::min_element(points.begin(), points.end(), [&](const PathPoint& a, const PathPoint& b) {
        return distance(a) < distance(b);
    });
    return static_cast<int>(nearest - points.begin());
}

double lowestAccuracy(const Selection& selection, const std::vector<double>& percent)
{
    const auto [worst, best] = std::minmax_element(percent.begin(), percent.end());
    switch (selection.rule) {
    case SelectionRule::Absolute:
        return *best - selection.value;
    case SelectionRule::Relative:
        return *best * selection.value;
    default:
        return *best - selection.value * (*best - *worst);
    }
}

}  // namespace

std::string ruleName(SelectionRule rule)
{
    for (const RuleName& entry : ruleNames)
        if (entry.rule == rule)
            return std::string(entry.name);
    return "unknown";
}

Result<SelectionRule> ruleFromName(std::string_view name)
{
    for (const RuleName& entry : ruleNames)
        if (entry.name == name)
            return entry.rule;
    return Error{"E-GLM-040", fmt::format("There is no selection rule {}: use index, sparsity, absolute, relative or "
                                          "percentile.", quoted(name)), {}};
}

std::string describe(const Selection& selection)
{
    const double value = selection.value;
    switch (selection.rule) {
    case SelectionRule::Index:
        return fmt::format("Head number {} on the path.", value);
    case SelectionRule::Sparsity:
        return fmt::format("The head whose number of features per class is nearest to {}.", value);
    case SelectionRule::Absolute:
        return value == 0 ? "The head with the best validation accuracy."
                          : fmt::format("The sparsest head within {} points of the best validation accuracy.", value);
    case SelectionRule::Relative:
        return value == 1 ? "The head with the best validation accuracy."
                          : fmt::format("The sparsest head with at least {} % of the best validation accuracy.", 100 * value);
    case SelectionRule::Percentile:
        return value == 0 ? "The head with the best validation accuracy."
                          : fmt::format("The sparsest head within {} % of the range between the worst and the best "
                                        "validation accuracy.", 100 * value);
    }
    return {};
}

const SplitScore* PathPoint::score(std::string_view split) const
{
    const auto found = std::find_if(scores.begin(), scores.end(), [&](const SplitScore& s) { return s.split == split; });
    return found == scores.end() ? nullptr : &*found;
}

Result<int> select(const std::vector<PathPoint>& points, const Selection& selection, std::string_view split)
{
    if (points.empty())
        return Error{"E-GLM-043", "The path has no points yet: fit at least one λ before choosing a head.", {}};
    if (auto error = checkValue(points, selection))
        return *error;
    if (selection.rule == SelectionRule::Index)
        return static_cast<int>(selection.value);
    if (selection.rule == SelectionRule::Sparsity)
        return nearestSparsity(points, selection.value);
    SS_TRY(const std::vector<double> percent, accuracies(points, split));
    if (std::any_of(percent.begin(), percent.end(), [](double p) { return !std::isfinite(p); }))
        return Error{"E-GLM-044", fmt::format("The accuracy on the split {} is not a number at some λ: choose by index or "
                                              "sparsity.", quoted(split)), {}};
    return sparsestWithAtLeast(points, percent, lowestAccuracy(selection, percent));
}

}  // namespace sparsescope
