// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/penalty.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

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

VectorXd columnNorms(const Pattern& pattern, const VectorXd& values)
{
    const int last = pattern.columns.empty() ? -1 : *std::max_element(pattern.columns.begin(), pattern.columns.end());
    VectorXd squares = VectorXd::Zero(last + 1);
    forEachEntry(pattern, [&](int e, int column, int) { squares[column] += values[e] * values[e]; });
    return squares.cwiseSqrt();
}

double Penalty::permitted(double weight, Allowed what) const
{
    switch (what) {
    case Allowed::Any: return weight;
    case Allowed::Positive: return std::max(weight, 0.0);
    case Allowed::Negative: return std::min(weight, 0.0);
    case Allowed::Nothing: break;
    }
    return 0;
}

double Penalty::effective(double gradient, Allowed what) const
{
    return -permitted(-gradient, what);
}

void Penalty::makeEffective(MatrixXd& gradient) const
{
    if (!allowed || allowed->size() == 0)
        return;
    for (Index q = 0; q < gradient.cols(); ++q)
        for (Index j = 0; j < gradient.rows(); ++j)
            gradient(j, q) = effective(gradient(j, q), (*allowed)(j, q));
}

double Penalty::value(const Pattern& pattern, const VectorXd& weights) const
{
    const double size = grouped ? columnNorms(pattern, weights).sum() : weights.cwiseAbs().sum();
    return l1 * size + 0.5 * l2 * weights.squaredNorm();
}

double Penalty::violation(const Pattern& pattern, const VectorXd& weights, const VectorXd& gradient) const
{
    double worst = violationOfZeros(pattern, weights, gradient) * unit;
    VectorXd norms = grouped ? columnNorms(pattern, weights) : VectorXd();
    VectorXd off = VectorXd::Zero(norms.size());
    forEachEntry(pattern, [&](int e, int column, int q) {
        const Allowed what = allowedAt(column, q);
        const double w = weights[e];
        if (permitted(w, what) != w)
            worst = infinity;
        if (grouped && norms[column] > 0) {
            const double slope = w != 0 ? gradient[e] + w * (l1 / norms[column]) : effective(gradient[e], what);
            off[column] += slope * slope;
        } else if (!grouped && w != 0) {
            worst = std::max(worst, std::abs(gradient[e] + std::copysign(l1, w)));
        }
    });
    if (off.size() > 0)
        worst = std::max(worst, std::sqrt(off.maxCoeff()));
    return worst / unit;
}

double Penalty::violationOfZeros(const Pattern& pattern, const VectorXd& weights, const VectorXd& gradient) const
{
    double worst = 0;
    const VectorXd norms = grouped ? columnNorms(pattern, weights) : VectorXd();
    VectorXd squares = VectorXd::Zero(norms.size());
    forEachEntry(pattern, [&](int e, int column, int q) {
        const double g = effective(gradient[e], allowedAt(column, q));
        if (grouped && norms[column] == 0)
            squares[column] += g * g;
        else if (!grouped && weights[e] == 0)
            worst = std::max(worst, std::abs(g) - l1);
    });
    if (squares.size() > 0)
        worst = std::max(worst, std::sqrt(squares.maxCoeff()) - l1);
    return worst / unit;
}

void Penalty::removeCommonShift(MatrixXd& weights) const
{
    std::vector<double> ascending(static_cast<std::size_t>(weights.cols()));
    for (Index j = 0; j < weights.rows(); ++j) {
        const bool ruled = allowed && allowed->size() > 0 && (allowed->row(j).array() != Allowed::Any).any();
        if (ruled || (weights.row(j).array() == 0).all())
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
        return shrink * largestNorm(lossGradient) <= l1 ? 0.0 : -infinity;
    const double excess =
        grouped ? (shrink * lossGradient.rowwise().norm().array() - l1).max(0.0).square().sum()
                : (shrink * lossGradient.array().abs() - l1).max(0.0).square().sum();
    return -excess / (2 * l2);
}

}  // namespace sparsescope
