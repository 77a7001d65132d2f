// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/certificate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

namespace {

Columns columnsInUse(const MatrixXd& weights)
{
    Columns used;
    for (Index j = 0; j < weights.rows(); ++j)
        if ((weights.row(j).array() != 0).any())
            used.push_back(static_cast<int>(j));
    return used;
}

MatrixXd rowsOf(const MatrixXd& weights, const Columns& columns)
{
    MatrixXd rows(static_cast<Index>(columns.size()), weights.cols());
    for (std::size_t c = 0; c < columns.size(); ++c)
        rows.row(static_cast<Index>(c)) = weights.row(columns[c]);
    return rows;
}

/// Solves H·step = gradient for the biases' Hessian (Q × Q, singular along a common shift) by conjugate gradients.
VectorXd biasNewtonStep(const Problem& problem, const MatrixXf& means, const VectorXd& gradient)
{
    VectorXd step = VectorXd::Zero(gradient.size());
    VectorXd residual = gradient;
    VectorXd direction = residual;
    double square = residual.squaredNorm();
    const double enough = 1e-6 * square;  // The Hessian product is float32; the outer Newton loop does the rest.
    for (Index i = 0; i < 2 * gradient.size() && square > enough; ++i) {
        MatrixXf image = direction.transpose().cast<float>().replicate(means.rows(), 1);
        problem.response->applyCurvature(means, image);
        const VectorXd product = image.cast<double>().colwise().sum();
        const double curvature = direction.dot(product);
        if (!(curvature > 0))
            break;
        step += (square / curvature) * direction;
        residual -= (square / curvature) * product;
        const double before = std::exchange(square, residual.squaredNorm());
        direction = residual + (square / before) * direction;
    }
    return step;
}

struct CentredState {
    MatrixXd margins, means, residuals;
    double loss = 0;
};

double biasError(const CentredState& state)
{
    return state.residuals.colwise().sum().cwiseAbs().maxCoeff();
}

/// Damped Newton on the biases alone until the mean residual is as good as zero.
void centreBias(const Problem& problem, Coefficients& coefficients)
{
    constexpr double exact = 1e-13;
    CentredState state;
    state.margins = marginsOf(problem, coefficients);
    state.loss = problem.response->evaluate(state.margins, state.means, state.residuals);
    for (int iteration = 0; iteration < 30 && biasError(state) > exact; ++iteration) {
        VectorXd step = biasNewtonStep(problem, state.means.cast<float>(), state.residuals.colwise().sum().transpose());
        CentredState next;
        bool better = false;
        for (int halving = 0; halving < 20 && !better; ++halving, step *= 0.5) {
            next.margins = state.margins.rowwise() - step.transpose();
            next.loss = problem.response->evaluate(next.margins, next.means, next.residuals);
            better = biasError(next) < biasError(state) && next.loss <= state.loss + 1e-12 * std::abs(state.loss);
            if (better)
                coefficients.bias -= step;
        }
        if (!better)
            break;  // At the floor of double precision.
        state = std::move(next);
    }
    if (coefficients.bias.size() > 1)
        coefficients.bias.array() -= coefficients.bias.mean();  // A common shift changes nothing.
}

/// The best dual bound among the residuals shrunk by s: golden section, as the dual value is concave in s.
double dualBound(const Problem& problem, const Penalty& penalty, const MatrixXd& means, const MatrixXd& lossGradient)
{
    const auto lossDual = problem.response->dual(means);
    const auto dual = [&](double shrink) { return lossDual(shrink) + penalty.dualValue(lossGradient, shrink); };
    const double norm = penalty.largestNorm(lossGradient);
    const double feasible = norm > penalty.l1 ? penalty.l1 / norm : 1.0;
    constexpr double golden = 0.6180339887498949;
    double low = 0.9 * feasible;
    double high = 1.0;
    double best = std::max(dual(1.0), dual(feasible));
    for (int step = 0; step < 14 && penalty.l2 > 0; ++step) {
        const double left = high - golden * (high - low);
        const double right = low + golden * (high - low);
        const double atLeft = dual(left);
        const double atRight = dual(right);
        best = std::max({best, atLeft, atRight});
        (atLeft > atRight ? high : low) = atLeft > atRight ? right : left;
    }
    return best;
}

/// No loss of ours is negative, so 0 is always a valid bound.
double relativeGap(double objective, double bound)
{
    const double gap = std::max(0.0, objective - std::max(0.0, bound));
    return gap / std::max(objective, std::numeric_limits<double>::min());
}

}  // namespace

MatrixXd marginsOf(const Problem& problem, const Coefficients& coefficients)
{
    const Columns used = columnsInUse(coefficients.weights);
    MatrixXd margins;
    problem.matrix->margins(used, rowsOf(coefficients.weights, used), margins);
    margins.rowwise() += coefficients.bias.transpose();
    return margins;
}

CertifiedPoint measure(const Problem& problem, const Penalty& penalty, const Coefficients& coefficients, double tolerance)
{
    CertifiedPoint point;
    point.margins = marginsOf(problem, coefficients);
    MatrixXd means;
    MatrixXd residuals;
    const double loss = problem.response->evaluate(point.margins, means, residuals);
    Columns all(static_cast<std::size_t>(problem.matrix->columns()));
    std::iota(all.begin(), all.end(), 0);
    MatrixXd lossGradient;
    problem.matrix->gradient(all, residuals, lossGradient);
    point.gradient = lossGradient + penalty.l2 * coefficients.weights;

    const double objective = loss + penalty.value(coefficients.weights);
    point.biasViolation = residuals.colwise().sum().cwiseAbs().maxCoeff() / penalty.unit;
    point.certificate.kktViolation =
        std::max(penalty.violation(coefficients.weights, point.gradient), point.biasViolation);
    point.certificate.converged = point.certificate.kktViolation <= tolerance;
    point.certificate.relativeGap = relativeGap(objective, dualBound(problem, penalty, means, lossGradient));
    point.certificate.objective = problem.lossFromSolver(objective);
    return point;
}

CertifiedPoint certify(const Problem& problem, const Penalty& penalty, Coefficients& coefficients, double tolerance)
{
    centreBias(problem, coefficients);
    return measure(problem, penalty, coefficients, tolerance);
}

}  // namespace sparsescope
