// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/goal.h"

#include <Eigen/Core>

#include <algorithm>
#include <map>

namespace sparsescope {

namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double smallestLength = 1e-12;

/// Rows of length 1; a row of zeros stays one.
struct UnitRows {
    Rows rows;
    Eigen::VectorXd lengths;
};

UnitRows unitRows(std::span<const float> features, int count)
{
    using FloatRows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto columns = static_cast<Eigen::Index>(features.size()) / count;
    UnitRows unit;
    unit.rows = Eigen::Map<const FloatRows>(features.data(), count, columns).cast<double>();
    unit.lengths = unit.rows.rowwise().norm().cwiseMax(smallestLength);
    unit.rows.array().colwise() /= unit.lengths.array();
    return unit;
}

double pairs(int count)
{
    return count * (count - 1) / 2.0;
}

/// Takes weight × the derivative of the mean similarity off the slope.
void pushApart(double weight, std::span<const float> features, int count, std::span<float> slope)
{
    const UnitRows unit = unitRows(features, count);
    const Eigen::VectorXd total = unit.rows.colwise().sum();
    for (Eigen::Index i = 0; i < count; ++i) {
        const Eigen::VectorXd own = unit.rows.row(i);
        const Eigen::VectorXd others = total - own;
        // d cos(f, g) / df = (g/|g| − cos · f/|f|) / |f|
        const Eigen::VectorXd push = (others - others.dot(own) * own) * (weight / pairs(count) / unit.lengths[i]);
        Eigen::Map<Eigen::VectorXf>(slope.data() + i * own.size(), own.size()) -= push.cast<float>();
    }
}

}  // namespace

double Direction::along(std::span<const float> features) const
{
    double sum = 0;
    for (const Term& term : terms)
        sum += term.weight * static_cast<double>(features[static_cast<std::size_t>(term.feature)]);
    return sum;
}

bool Direction::pushesDown() const
{
    return !terms.empty() && std::ranges::all_of(terms, [](const Term& term) { return term.weight < 0; });
}

Direction oneFeature(int feature, double weight)
{
    return {{{feature, weight}}};
}

Direction operator+(const Direction& a, const Direction& b)
{
    std::map<int, double> sums;
    for (const Direction* part : {&a, &b})
        for (const Direction::Term& term : part->terms)
            sums[term.feature] += term.weight;
    Direction sum;
    for (const auto& [feature, weight] : sums)
        if (weight != 0)
            sum.terms.push_back({feature, weight});
    return sum;
}

Direction operator*(double factor, const Direction& direction)
{
    Direction scaled = direction;
    for (Direction::Term& term : scaled.terms)
        term.weight *= factor;
    return scaled;
}

double meanSimilarity(std::span<const float> features, int count)
{
    if (count < 2)
        return 0;
    const UnitRows unit = unitRows(features, count);
    return (unit.rows.colwise().sum().squaredNorm() - unit.rows.rowwise().squaredNorm().sum()) / 2 / pairs(count);
}

void goalSlope(const Goal& goal, std::span<const float> features, std::span<float> slope)
{
    const auto count = static_cast<int>(goal.directions.size());
    const std::size_t width = features.size() / goal.directions.size();
    std::ranges::fill(slope, 0.0F);
    for (std::size_t i = 0; i < goal.directions.size(); ++i)
        for (const Direction::Term& term : goal.directions[i].terms)
            slope[i * width + static_cast<std::size_t>(term.feature)] += static_cast<float>(term.weight);
    if (goal.diversity > 0 && count > 1)
        pushApart(goal.diversity, features, count, slope);
}

}  // namespace sparsescope
