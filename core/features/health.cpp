// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/health.h"

#include "base/parallel.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace sparsescope {

namespace {

/// A constant computed in float32 along different paths may differ in its last bits: so many roundings are noise.
constexpr double constantRoundings = 8;
constexpr double leastSaturatedShare = 0.01;

/// What one pass over a column's values gathers. Columns lie side by side in memory, so the inner loops run over
/// neighbouring columns, row after row, and every byte of the matrix is read once per pass.
struct ColumnSums {
    double sum = 0;
    double squares = 0; ///< Around the mean, in the second pass.
    float minimum = std::numeric_limits<float>::infinity();
    float maximum = -std::numeric_limits<float>::infinity();
    std::int64_t atMaximum = 0;
    std::int64_t zeros = 0;
    std::int64_t notFinite = 0;
    std::uint64_t hash = 0;

    std::int64_t finite(std::int64_t rows) const { return rows - notFinite; }
};

std::uint64_t mixed(std::uint64_t hash, float value)
{
    // −0 and +0 are the same value. The multiplier is that of Fowler, Noll and Vo's 64-bit hash.
    return (std::rotl(hash, 23) ^ std::bit_cast<std::uint32_t>(value + 0.0F)) * 0x100000001B3ULL;
}

void addValue(ColumnSums& column, float value)
{
    column.hash = mixed(column.hash, value);
    if (!std::isfinite(value)) {
        ++column.notFinite;
        return;
    }
    column.sum += value;
    column.zeros += value == 0.0F;
    column.minimum = std::min(column.minimum, value);
    if (value > column.maximum) {
        column.maximum = value;
        column.atMaximum = 0;
    }
    column.atMaximum += value == column.maximum;
}

void firstPass(FeatureMatrixRef features, std::size_t begin, std::size_t end, std::vector<ColumnSums>& columns)
{
    for (Eigen::Index row = 0; row < features.rows(); ++row) {
        const float* values = features.data() + row * features.outerStride();
        for (std::size_t j = begin; j < end; ++j)
            addValue(columns[j], values[j]);
    }
}

void secondPass(FeatureMatrixRef features, std::size_t begin, std::size_t end, std::vector<ColumnSums>& columns)
{
    std::vector<double> means(end - begin);
    for (std::size_t j = begin; j < end; ++j)
        means[j - begin] =
            columns[j].sum / static_cast<double>(std::max<std::int64_t>(columns[j].finite(features.rows()), 1));
    for (Eigen::Index row = 0; row < features.rows(); ++row) {
        const float* values = features.data() + row * features.outerStride();
        for (std::size_t j = begin; j < end; ++j) {
            const double away = values[j] - means[j - begin];
            columns[j].squares += std::isfinite(away) ? away * away : 0.0;
        }
    }
}

FeatureHealth healthOf(const ColumnSums& column, std::int64_t rows)
{
    FeatureHealth health;
    health.notFinite = column.notFinite;
    const auto finite = static_cast<double>(column.finite(rows));
    if (finite == 0)
        return health;
    health.mean = column.sum / finite;
    health.minimum = column.minimum;
    health.maximum = column.maximum;
    health.zeroShare = static_cast<double>(column.zeros) / finite;
    const double largest = std::max(std::abs(health.minimum), std::abs(health.maximum));
    const double noise = constantRoundings * std::numeric_limits<float>::epsilon() * largest;
    health.dead = column.zeros == column.finite(rows);
    health.constant = health.maximum - health.minimum <= noise;
    health.deviation = column.minimum == column.maximum ? 0 : std::sqrt(column.squares / finite);
    const double atMaximum = static_cast<double>(column.atMaximum) / finite;
    health.saturatedShare = !health.constant && atMaximum >= leastSaturatedShare ? atMaximum : 0;
    health.saturated = health.saturatedShare >= 0.5;
    return health;
}

bool sameValues(FeatureMatrixRef features, Eigen::Index a, Eigen::Index b)
{
    for (Eigen::Index row = 0; row < features.rows(); ++row) {
        const float left = features(row, a);
        const float right = features(row, b);
        if (left != right && !(std::isnan(left) && std::isnan(right)))
            return false;
    }
    return true;
}

/// Equal hashes only propose; the values decide. Columns that hold one value throughout need no second look.
void findDuplicates(FeatureMatrixRef features, const std::vector<ColumnSums>& columns,
                    std::vector<FeatureHealth>& health)
{
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> firsts;
    for (std::size_t j = 0; j < columns.size(); ++j) {
        std::vector<std::size_t>& earlier = firsts[columns[j].hash];
        const auto twin = std::find_if(earlier.begin(), earlier.end(), [&](std::size_t i) {
            const bool uniform = columns[i].minimum == columns[i].maximum && columns[i].notFinite == 0;
            if (uniform && columns[j].notFinite == 0)
                return columns[j].minimum == columns[i].minimum && columns[j].maximum == columns[i].maximum;
            return sameValues(features, static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
        });
        if (twin != earlier.end())
            health[j].duplicateOf = static_cast<int>(*twin);
        else
            earlier.push_back(j);
    }
}

}  // namespace

std::vector<FeatureHealth> featureHealth(FeatureMatrixRef features, int threads)
{
    const auto width = static_cast<std::size_t>(features.cols());
    std::vector<ColumnSums> columns(width);
    parallelFor(width, threads, [&](std::size_t begin, std::size_t end) {
        firstPass(features, begin, end, columns);
        secondPass(features, begin, end, columns);
    });
    std::vector<FeatureHealth> health(width);
    std::transform(columns.begin(), columns.end(), health.begin(),
                   [&](const ColumnSums& column) { return healthOf(column, features.rows()); });
    if (features.rows() > 0)
        findDuplicates(features, columns, health);
    return health;
}

}  // namespace sparsescope
