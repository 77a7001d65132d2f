// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/path.h"

#include <cmath>

namespace sparsescope {

namespace {

using Eigen::ArrayXd;
using Eigen::ArrayXf;
using Eigen::Index;

/// Values that differ by no more than this share of the largest are float32's own rounding, not a spread.
constexpr float roundingNoise = 4.8e-7F;  // four units in the last place

struct Spread {
    ArrayXd mean;
    ArrayXd variance;
    ArrayXf lowest;
    ArrayXf highest;
};

ArrayXd shares(Index n, const std::vector<double>& rowWeights)
{
    if (rowWeights.empty())
        return ArrayXd::Constant(n, 1.0 / static_cast<double>(n));
    const ArrayXd weights = Eigen::Map<const ArrayXd>(rowWeights.data(), n);
    const ArrayXd scaled = weights / weights.maxCoeff();
    return scaled / scaled.sum();
}

/// The second pass corrects the first one's rounding (Chan, Golub and LeVeque, 1983).
Spread measureSpread(const FeatureRows& rows, const ArrayXd& share)
{
    const Index d = rows.cols();
    const ArrayXf first = rows.row(0).array();
    Spread spread{ArrayXd::Zero(d), ArrayXd::Zero(d), first, first};
    for (Index i = 0; i < rows.rows(); ++i) {
        const ArrayXf row = rows.row(i).array();
        spread.mean += share[i] * row.cast<double>();
        if (share[i] > 0) {
            spread.lowest = spread.lowest.min(row);
            spread.highest = spread.highest.max(row);
        }
        rows.release(i, 1);
    }
    ArrayXd drift = ArrayXd::Zero(d);
    for (Index i = 0; i < rows.rows(); ++i) {
        const ArrayXd off = rows.row(i).array().transpose().cast<double>() - spread.mean;
        drift += share[i] * off;
        spread.variance += share[i] * off.square();
        rows.release(i, 1);
    }
    spread.mean += drift;
    spread.variance = (spread.variance - drift.square()).max(0.0);
    return spread;
}

}  // namespace

Standardization standardization(const FeatureRows& rows, const std::vector<double>& rowWeights,
                                std::vector<int>* constantColumns)
{
    const auto d = static_cast<std::size_t>(rows.cols());
    Standardization scale{std::vector<double>(d, 0.0), std::vector<double>(d, 1.0)};
    if (rows.rows() == 0 || d == 0)
        return scale;
    const Spread spread = measureSpread(rows, shares(rows.rows(), rowWeights));
    for (std::size_t j = 0; j < d; ++j) {
        const auto column = static_cast<Index>(j);
        const float low = spread.lowest[column];
        const float high = spread.highest[column];
        const double range = static_cast<double>(high) - static_cast<double>(low);
        const double deviation = std::sqrt(spread.variance[column]);
        scale.mean[j] = spread.mean[column];
        if (range > static_cast<double>(roundingNoise * std::max(std::abs(low), std::abs(high))) && deviation > 0)
            scale.deviation[j] = deviation;
        else if (constantColumns)
            constantColumns->push_back(static_cast<int>(j));
    }
    return scale;
}

}  // namespace sparsescope
