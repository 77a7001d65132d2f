// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/goal.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <map>

namespace sparsescope {

namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double smallestLength = 1e-12;
constexpr double smallestSine = 1e-4;   ///< Nearer pictures are pushed less.

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

double sizeOf(const Direction& direction)
{
    double squares = 0;
    for (const Direction::Term& term : direction.terms)
        squares += term.weight * term.weight;
    return std::sqrt(squares);
}

/// Adds weight × each picture's length × the derivative of its mean angle to the others, times the size of its direction.
void pushApart(const Goal& goal, std::span<const float> features, std::span<float> slope)
{
    const auto count = static_cast<Eigen::Index>(goal.directions.size());
    const UnitRows unit = unitRows(features, static_cast<int>(count));
    for (Eigen::Index i = 0; i < count; ++i) {
        Eigen::VectorXd push = Eigen::VectorXd::Zero(unit.rows.cols());
        for (Eigen::Index j = 0; j < count; ++j) {
            const double cosine = unit.rows.row(i).dot(unit.rows.row(j));
            const double sine = std::sqrt(std::max(1 - cosine * cosine, 0.0));
            if (j != i)
                push += (cosine * unit.rows.row(i) - unit.rows.row(j)).transpose() / std::max(sine, smallestSine);
        }
        push *= goal.diversity * sizeOf(goal.directions[static_cast<std::size_t>(i)]) / static_cast<double>(count - 1);
        Eigen::Map<Eigen::VectorXf>(slope.data() + i * push.size(), push.size()) += push.cast<float>();
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
        pushApart(goal, features, slope);
}

}  // namespace sparsescope
