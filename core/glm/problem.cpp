// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/problem.h"

#include "glm/memory_matrix.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace sparsescope {

namespace {

/// The power of two that brings `size` into [1, 2); 1 where it is near enough to leave alone.
double unitFor(double size)
{
    if (!(size > 0) || (size > 1e-3 && size < 1e3))
        return 1.0;
    return std::ldexp(1.0, -std::ilogb(size));
}

double largestEntry(const FeatureRows& rows)
{
    float largest = 0;
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
        largest = std::max(largest, rows.row(i).cwiseAbs().maxCoeff());
        rows.release(i, 1);
    }
    return static_cast<double>(largest);
}

Eigen::VectorXd rowShares(const GlmData& data)
{
    const Eigen::Index n = data.train.rows();
    if (data.rowWeights.empty())
        return Eigen::VectorXd::Constant(n, 1.0 / static_cast<double>(n));
    const Eigen::VectorXd weights = Eigen::Map<const Eigen::VectorXd>(data.rowWeights.data(), n);
    const Eigen::VectorXd scaled = weights / weights.maxCoeff();  // First, so that the sum of huge weights is finite.
    return scaled / scaled.sum();
}

double targetSpread(const Eigen::VectorXd& targets, const Eigen::VectorXd& shares)
{
    const double mean = shares.dot(targets);
    const double largest = (targets.array() - mean).abs().maxCoeff();
    if (!(largest > 0))
        return 0;
    return largest * std::sqrt((shares.array() * ((targets.array() - mean) / largest).square()).sum());
}

void setResponse(Problem& problem, const GlmData& data, const PathOptions& options)
{
    const Eigen::VectorXd shares = rowShares(data);
    if (options.family != Family::Gaussian) {
        problem.response = makeClassResponse(data.labels, data.classes, shares);
        problem.heads = data.classes;
        problem.twoClasses = data.classes == 2;
        return;
    }
    const Eigen::VectorXd targets =
        Eigen::Map<const Eigen::VectorXd>(data.targets.data(), static_cast<Eigen::Index>(data.targets.size()));
    problem.targetUnit = unitFor(targetSpread(targets, shares));
    problem.response = makeGaussianResponse(targets * problem.targetUnit, shares);
    problem.heads = 1;
}

/// A coordinate that may neither be positive nor negative has nothing left.
Allowed both(Allowed a, Allowed b)
{
    return a == Allowed::Any || a == b ? b : b == Allowed::Any ? a : Allowed::Nothing;
}

Allowed allowedBy(WeightRule::Kind kind, bool mirrored)
{
    if (kind == WeightRule::Kind::Forbidden)
        return Allowed::Nothing;
    return (kind == WeightRule::Kind::Positive) != mirrored ? Allowed::Positive : Allowed::Negative;
}

AllowedTable allowedTable(const Problem& problem, const std::vector<WeightRule>& rules)
{
    AllowedTable table;
    if (rules.empty())
        return table;
    table.setConstant(static_cast<Eigen::Index>(problem.kept.size()), problem.response->outputs(), Allowed::Any);
    for (const WeightRule& rule : rules) {
        const auto column = std::lower_bound(problem.kept.begin(), problem.kept.end(), rule.feature);
        if (column == problem.kept.end() || *column != rule.feature)
            continue;  // Left out anyway.
        for (int q = 0; q < table.cols(); ++q) {
            const bool mirrored = problem.twoClasses && rule.classId == 0;
            if (rule.classId == -1 || problem.twoClasses || rule.classId == q) {
                Allowed& entry = table(column - problem.kept.begin(), q);
                entry = both(entry, allowedBy(rule.kind, mirrored));
            }
        }
    }
    return table;
}

}  // namespace

std::vector<int> keptColumns(int features, const std::vector<int>& excluded)
{
    std::vector<int> all(static_cast<std::size_t>(features));
    std::iota(all.begin(), all.end(), 0);
    std::vector<int> kept;
    std::set_difference(all.begin(), all.end(), excluded.begin(), excluded.end(), std::back_inserter(kept));
    return kept;
}

Problem makeProblem(const GlmData& data, const PathOptions& options, const Standardization& scale,
                    const std::vector<int>& excluded)
{
    Problem problem;
    problem.features = static_cast<int>(data.train.cols());
    problem.kept = keptColumns(problem.features, excluded);
    problem.grouped = options.grouped;
    problem.threads = options.threads;
    setResponse(problem, data, options);
    problem.allowed = allowedTable(problem, options.rules);
    if (!options.standardize)
        problem.featureUnit = unitFor(largestEntry(data.train));
    problem.matrix = data.matrix ? data.matrix(data.train, problem.kept, scale, problem.featureUnit, options.threads)
                                 : std::make_unique<MemoryMatrix>(data.train, problem.kept, scale, problem.featureUnit,
                                                                  options.threads);
    return problem;
}

/// With W' = W·t/c (c the unit of features, t of targets) the objective times t² has l1' = λα·t·c and l2' = λ(1−α)·c².
/// Two classes with W = (−v/2, +v/2): |W₀| + |W₁| = |v|, W₀² + W₁² = v²/2, and grouped ‖W_j‖₂ = |v|/√2.
Penalty Problem::penalty(double lambda, double alpha, double ridge, double unitLambda) const
{
    const double l1PerLogit = twoClasses && grouped ? 1.0 / std::numbers::sqrt2 : 1.0;
    const double l2PerLogit = twoClasses ? 0.5 : 1.0;
    const double l1Unit = targetUnit * featureUnit * l1PerLogit;
    Penalty penalty;
    penalty.grouped = grouped;
    penalty.allowed = &allowed;
    penalty.l1 = lambda * alpha * l1Unit;
    penalty.l2 = (lambda * (1.0 - alpha) + ridge) * featureUnit * featureUnit * l2PerLogit;
    penalty.unit = (lambda > 0 ? lambda : unitLambda) * std::max(alpha, smallestAlpha) * l1Unit;
    return penalty;
}

double Problem::lambdaAlphaFromGradient(double gradientSize) const
{
    return gradientSize * (twoClasses && grouped ? std::numbers::sqrt2 : 1.0) / (targetUnit * featureUnit);
}

SparseHead Problem::toHead(const Coefficients& coefficients) const
{
    SparseHead head;
    head.features = features;
    head.classes.resize(static_cast<std::size_t>(heads));
    head.bias.resize(static_cast<std::size_t>(heads));
    for (int k = 0; k < heads; ++k) {
        const int output = twoClasses ? 0 : k;
        const double sign = twoClasses ? (k == 0 ? -0.5 : 0.5) : 1.0;
        head.bias[static_cast<std::size_t>(k)] = sign * coefficients.bias[output] / targetUnit;
        for (std::size_t c = 0; c < kept.size(); ++c)
            if (const double w = coefficients.weights(static_cast<Eigen::Index>(c), output); w != 0)
                head.classes[static_cast<std::size_t>(k)].push_back({kept[c], sign * w * featureUnit / targetUnit});
    }
    return head;
}

Coefficients Problem::fromHead(const SparseHead& head) const
{
    const int outputs = response->outputs();
    Coefficients coefficients{Eigen::MatrixXd::Zero(matrix->columns(), outputs), Eigen::VectorXd::Zero(outputs)};
    std::vector<int> column(static_cast<std::size_t>(features), -1);
    for (std::size_t c = 0; c < kept.size(); ++c)
        column[static_cast<std::size_t>(kept[c])] = static_cast<int>(c);
    const double factor = twoClasses ? 2.0 : 1.0;
    for (int q = 0; q < outputs; ++q) {
        const auto klass = static_cast<std::size_t>(twoClasses ? 1 : q);
        coefficients.bias[q] = factor * head.bias[klass] * targetUnit;
        for (const HeadWeight& entry : head.classes[klass])
            if (const int c = column[static_cast<std::size_t>(entry.feature)]; c >= 0)
                coefficients.weights(c, q) = factor * entry.weight / featureUnit * targetUnit;
    }
    return coefficients;
}

}  // namespace sparsescope
