// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/penalty.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace sparsescope {

using Eigen::ArrayXd;
using Eigen::ArrayXXd;
using Eigen::Index;
using Eigen::MatrixXd;

double Penalty::value(const MatrixXd& weights) const
{
    const double size = grouped ? weights.rowwise().norm().sum() : weights.cwiseAbs().sum();
    return l1 * size + 0.5 * l2 * weights.squaredNorm();
}

double Penalty::violation(const MatrixXd& weights, const MatrixXd& gradient) const
{
    double worst = 0;
    if (grouped) {
        for (Index j = 0; j < weights.rows(); ++j) {
            const double norm = weights.row(j).norm();
            const double off = norm > 0 ? (gradient.row(j) + weights.row(j) * (l1 / norm)).norm()
                                        : gradient.row(j).norm() - l1;
            worst = std::max(worst, off);
        }
        return worst / unit;
    }
    for (Index q = 0; q < weights.cols(); ++q)
        for (Index j = 0; j < weights.rows(); ++j) {
            const double w = weights(j, q);
            const double g = gradient(j, q);
            worst = std::max(worst, w != 0 ? std::abs(g + std::copysign(l1, w)) : std::abs(g) - l1);
        }
    return worst / unit;
}

double Penalty::violationOfZeros(const MatrixXd& weights, const MatrixXd& gradient) const
{
    double worst = 0;
    for (Index j = 0; j < weights.rows(); ++j) {
        if (grouped && weights.row(j).isZero(0))
            worst = std::max(worst, gradient.row(j).norm() - l1);
        for (Index q = 0; q < weights.cols() && !grouped; ++q)
            if (weights(j, q) == 0)
                worst = std::max(worst, std::abs(gradient(j, q)) - l1);
    }
    return worst / unit;
}

namespace {

/// argmin over c of l1·Σ|w_k − c| + ½·l2·Σ(w_k − c)² for ascending w. The slope grows with c; between two of the w it is
/// a line, at each it jumps by 2·l1.
double bestShift(const std::vector<double>& ascending, double l1, double l2)
{
    const auto count = static_cast<double>(ascending.size());
    double sum = 0;
    for (const double w : ascending)
        sum += w;
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        const double below = static_cast<double>(i);
        const double slopeBefore = l1 * (2 * below - count) + l2 * (count * ascending[i] - sum);
        if (slopeBefore > 0)
            return (sum - l1 / l2 * (2 * below - count)) / count;
        if (slopeBefore + 2 * l1 >= 0)
            return ascending[i];
    }
    return ascending.back();
}

}  // namespace

void Penalty::removeCommonShift(MatrixXd& weights) const
{
    std::vector<double> ascending(static_cast<std::size_t>(weights.cols()));
    for (Index j = 0; j < weights.rows(); ++j) {
        if ((weights.row(j).array() == 0).all())
            continue;
        double shift = 0;
        if (grouped || l1 == 0) {
            shift = weights.row(j).mean();
        } else {
            for (Index q = 0; q < weights.cols(); ++q)
                ascending[static_cast<std::size_t>(q)] = weights(j, q);
            std::sort(ascending.begin(), ascending.end());
            shift = bestShift(ascending, l1, l2);
        }
        if (shift != 0)
            weights.row(j).array() -= shift;
    }
}

double Penalty::largestNorm(const MatrixXd& lossGradient) const
{
    if (lossGradient.size() == 0)
        return 0;
    return grouped ? lossGradient.rowwise().norm().maxCoeff() : lossGradient.cwiseAbs().maxCoeff();
}

double Penalty::dualValue(const MatrixXd& lossGradient, double shrink) const
{
    if (l2 <= 0)
        return shrink * largestNorm(lossGradient) <= l1 ? 0.0 : -std::numeric_limits<double>::infinity();
    const double excess =
        grouped ? (shrink * lossGradient.rowwise().norm().array() - l1).max(0.0).square().sum()
                : (shrink * lossGradient.array().abs() - l1).max(0.0).square().sum();
    return -excess / (2 * l2);
}

}  // namespace sparsescope
