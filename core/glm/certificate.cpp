// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/certificate.h"

#include "base/parallel.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

RowTable<double> marginsOf(const Problem& problem, const Coefficients& coefficients)
{
    std::vector<double> values;
    const Pattern used = patternOf(coefficients.weights, values);
    RowTable<double> margins(problem.matrix->blocks(), used.outputs());
    const std::size_t size = static_cast<std::size_t>(used.outputs()) * blockRows;
    const auto keep = [&](int block, double* table) { std::copy_n(table, size, margins.block(block)); };
    problem.matrix->pass(
        Pass<double>{used, values.data(), coefficients.bias.data(), keep, emptyPattern(used.outputs())});
    return margins;
}

/// What follows from the margins at every row.
struct RowState {
    RowTable<double> means, residuals;
    double loss = 0;
    VectorXd biasGradient;  // Q

    double biasError() const { return biasGradient.cwiseAbs().maxCoeff(); }
};

VectorXd columnSums(const double* table, int outputs)
{
    return Eigen::Map<const MatrixXd>(table, blockRows, outputs).colwise().sum().transpose();
}

/// At margins − shift.
RowState evaluate(const Problem& problem, const RowTable<double>& margins, const VectorXd& shift)
{
    const int blocks = problem.matrix->blocks();
    const int outputs = margins.outputs();
    RowState state{{blocks, outputs}, {blocks, outputs}, 0, VectorXd::Zero(outputs)};
    std::vector<double> losses(static_cast<std::size_t>(blocks));
    parallelFor(losses.size(), blocks < 32 ? 1 : problem.threads, [&](std::size_t begin, std::size_t end) {
        for (auto b = static_cast<int>(begin); b < static_cast<int>(end); ++b) {
            Eigen::Map<MatrixXd>(state.residuals.block(b), blockRows, outputs) =
                Eigen::Map<const MatrixXd>(margins.block(b), blockRows, outputs).rowwise() - shift.transpose();
            losses[static_cast<std::size_t>(b)] =
                problem.response->evaluate(b, state.residuals.block(b), state.means.block(b));
        }
    });
    state.loss = std::accumulate(losses.begin(), losses.end(), 0.0);
    for (int b = 0; b < blocks; ++b)
        state.biasGradient += columnSums(state.residuals.block(b), outputs);
    return state;
}

/// The biases' Hessian (Q × Q) from every `stride`-th block of rows: an approximation is as good for Newton's method, it
/// only takes another step.
MatrixXd biasHessian(const Problem& problem, const RowTable<double>& means, int stride)
{
    const int outputs = means.outputs();
    MatrixXd hessian = MatrixXd::Zero(outputs, outputs);
    for (int b = 0; b < problem.matrix->blocks(); b += stride)
        problem.response->addBiasCurvature(b, means.block(b), hessian);
    return hessian * stride;
}

int hessianStride(const Problem& problem, int outputs)
{
    constexpr double work = 2e8;  // Multiply-adds worth spending on it.
    const double all = static_cast<double>(problem.matrix->rows()) * outputs * outputs;
    const int most = std::max(1, problem.matrix->rows() / (blockRows + 16 * outputs));  // Enough rows for every output.
    return std::clamp(static_cast<int>(all / work), 1, most);
}

VectorXd newtonStep(MatrixXd hessian, const VectorXd& gradient)
{
    const auto outputs = static_cast<double>(gradient.size());
    const double size = hessian.diagonal().mean();
    if (gradient.size() > 1)
        hessian.array() += size / outputs;  // Singular along a common shift, which changes nothing.
    hessian.diagonal().array() += 1e-12 * size;
    return hessian.ldlt().solve(gradient);
}

/// Damped Newton on the biases alone until the mean residual is as good as zero. The margins follow.
void centreBias(const Problem& problem, RowTable<double>& margins, VectorXd& bias)
{
    constexpr double exact = 1e-13;
    VectorXd shift = VectorXd::Zero(bias.size());
    RowState state = evaluate(problem, margins, shift);
    for (int iteration = 0; iteration < 30 && state.biasError() > exact; ++iteration) {
        const int stride = hessianStride(problem, margins.outputs());
        VectorXd step = newtonStep(biasHessian(problem, state.means, stride), state.biasGradient);
        bool better = false;
        for (int halving = 0; halving < 20 && !better; ++halving, step *= 0.5) {
            RowState next = evaluate(problem, margins, shift + step);
            better = next.biasError() < state.biasError() && next.loss <= state.loss + 1e-12 * std::abs(state.loss);
            if (better) {
                shift += step;
                state = std::move(next);
            }
        }
        if (!better)
            break;  // At the floor of double precision.
    }
    bias -= shift;
    if (bias.size() > 1)
        bias.array() -= bias.mean();  // A common shift changes nothing.
}

/// The best dual bound among the residuals shrunk by s: golden section, as the dual value is concave in s.
double dualBound(const Problem& problem, const Penalty& penalty, const RowTable<double>& means, const MatrixXd& lossGradient)
{
    const auto lossDual = problem.response->dual(means);
    const auto dual = [&](double shrink) { return lossDual(shrink) + penalty.dualValue(lossGradient, shrink); };
    const double norm = penalty.largestNorm(lossGradient);
    const double feasible = norm > penalty.l1 ? penalty.l1 / norm : 1.0;
    double best = std::max(dual(1.0), dual(feasible));
    if (!(penalty.l2 > 0) || feasible == 1.0)
        return best;
    constexpr double golden = 0.6180339887498949;
    double low = 0.9 * feasible;
    double high = 1.0;
    double left = high - golden * (high - low);
    double right = low + golden * (high - low);
    double atLeft = dual(left);
    double atRight = dual(right);
    for (int step = 0; step < 10; ++step) {
        best = std::max({best, atLeft, atRight});
        if (atLeft > atRight) {
            high = std::exchange(right, left);
            left = high - golden * (high - low);
            atRight = std::exchange(atLeft, dual(left));
        } else {
            low = std::exchange(left, right);
            right = low + golden * (high - low);
            atLeft = std::exchange(atRight, dual(right));
        }
    }
    return best;
}

/// No loss of ours is negative, so 0 is always a valid bound.
double relativeGap(double objective, double bound)
{
    const double gap = std::max(0.0, objective - std::max(0.0, bound));
    return gap / std::max(objective, std::numeric_limits<double>::min());
}

/// How far a float32 product Xᵀr can be from the true one, per output: blockRows products are added up in at most this
/// many steps of relative error 2⁻²⁴ each, and Σ|x||r| ≤ ‖x‖‖r‖.
VectorXd screeningError(const Problem& problem, const RowTable<double>& residuals)
{
    constexpr double steps = 16;
    VectorXd squares = VectorXd::Zero(residuals.outputs());
    for (int b = 0; b < problem.matrix->blocks(); ++b)
        squares += Eigen::Map<const MatrixXd>(residuals.block(b), blockRows, residuals.outputs())
                       .colwise().squaredNorm().transpose();
    return steps * 0x1p-24 * problem.matrix->largestColumnNorm() * squares.cwiseSqrt();
}

/// Coordinates whose condition cannot be told from the float32 gradient.
Pattern doubtful(const Penalty& penalty, const MatrixXd& gradient, const MatrixXd& weights, const VectorXd& error)
{
    Pattern pattern;
    const double groupError = error.norm();
    VectorXd norms;
    if (penalty.grouped)
        norms = gradient.rowwise().norm();
    for (Index q = 0; q < gradient.cols(); ++q) {
        for (Index j = 0; j < gradient.rows(); ++j) {
            const bool near = penalty.grouped ? norms[j] + groupError >= penalty.l1
                                              : std::abs(gradient(j, q)) + error[q] >= penalty.l1;
            if (near || weights(j, q) != 0)
                pattern.columns.push_back(static_cast<int>(j));
        }
        pattern.closeOutput();
    }
    return pattern;
}

/// The loss's gradient at all coordinates: float32 first, then in double wherever that could matter.
MatrixXd lossGradient(const Problem& problem, const Penalty& penalty, const MatrixXd& weights, const RowTable<double>& residuals)
{
    const int outputs = residuals.outputs();
    const Pattern nothing = emptyPattern(outputs);
    const VectorXd zero = VectorXd::Zero(outputs);
    const std::size_t size = static_cast<std::size_t>(outputs) * blockRows;
    const auto take = [&](int block, double* table) { std::copy_n(residuals.block(block), size, table); };
    MatrixXd gradient = MatrixXd::Zero(problem.matrix->columns(), outputs);
    if (penalty.l1 > 0) {
        gradient = problem.matrix->pass(Pass<double>{nothing, nullptr, zero.data(), take, nothing, true}).everywhere;
        penalty.makeEffective(gradient);
    }
    const Pattern exact = doubtful(penalty, gradient, weights, screeningError(problem, residuals));
    const PassResult result = problem.matrix->pass(Pass<double>{nothing, nullptr, zero.data(), take, exact});
    for (int q = 0; q < outputs; ++q)
        for (int e = exact.begin[static_cast<std::size_t>(q)]; e < exact.begin[static_cast<std::size_t>(q) + 1]; ++e)
            gradient(exact.columns[static_cast<std::size_t>(e)], q) = result.gradient[e];
    return gradient;
}

CertifiedPoint measure(const Problem& problem, const Penalty& penalty, const Coefficients& coefficients, double tolerance,
                       RowTable<double> margins)
{
    const RowState state = evaluate(problem, margins, VectorXd::Zero(margins.outputs()));
    MatrixXd slopes = lossGradient(problem, penalty, coefficients.weights, state.residuals);
    CertifiedPoint point;
    point.gradient = slopes + penalty.l2 * coefficients.weights;
    for (Index i = 0; i < point.gradient.size() && problem.allowed.size() > 0; ++i)
        if (coefficients.weights.data()[i] == 0)
            point.gradient.data()[i] = penalty.effective(point.gradient.data()[i], problem.allowed.data()[i]);
    point.biasViolation = state.biasError() / penalty.unit;
    point.separated = problem.response->separated(state.means);

    Columns everything(static_cast<std::size_t>(slopes.rows()));
    std::iota(everything.begin(), everything.end(), 0);
    const Pattern all = sharedPattern(everything, margins.outputs());
    const VectorXd weights = coefficients.weights.reshaped();
    const double objective = state.loss + penalty.value(all, weights);
    point.certificate.kktViolation =
        std::max(penalty.violation(all, weights, point.gradient.reshaped()), point.biasViolation);
    point.certificate.converged = point.certificate.kktViolation <= tolerance;
    penalty.makeEffective(slopes);
    point.certificate.relativeGap = relativeGap(objective, dualBound(problem, penalty, state.means, slopes));
    point.certificate.objective = problem.lossFromSolver(objective);
    point.margins = std::move(margins);
    return point;
}

}  // namespace

Pattern patternOf(const MatrixXd& weights, std::vector<double>& values)
{
    Pattern pattern;
    for (Index q = 0; q < weights.cols(); ++q) {
        for (Index j = 0; j < weights.rows(); ++j)
            if (weights(j, q) != 0) {
                pattern.columns.push_back(static_cast<int>(j));
                values.push_back(weights(j, q));
            }
        pattern.closeOutput();
    }
    return pattern;
}

CertifiedPoint measure(const Problem& problem, const Penalty& penalty, const Coefficients& coefficients, double tolerance)
{
    return measure(problem, penalty, coefficients, tolerance, marginsOf(problem, coefficients));
}

CertifiedPoint certify(const Problem& problem, const Penalty& penalty, Coefficients& coefficients, double tolerance)
{
    RowTable<double> margins = marginsOf(problem, coefficients);
    const VectorXd before = coefficients.bias;
    centreBias(problem, margins, coefficients.bias);
    const VectorXd step = coefficients.bias - before;
    for (int b = 0; b < problem.matrix->blocks(); ++b)
        Eigen::Map<MatrixXd>(margins.block(b), blockRows, margins.outputs()).rowwise() += step.transpose();
    return measure(problem, penalty, coefficients, tolerance, std::move(margins));
}

}  // namespace sparsescope
