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
using Eigen::Map;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Above this share of coordinates that the reference cannot settle it is computed anew.
constexpr double mostUnsettled = 0.25;

/// The biases' Hessian is taken from every so-manieth block of rows: an approximation is as good for Newton's method, it
/// only takes another step.
int hessianStride(int rows, int outputs)
{
    constexpr double work = 2e8;  // Multiply-adds worth spending on it.
    const double all = static_cast<double>(rows) * outputs * outputs;
    const int most = std::max(1, rows / (blockRows + 16 * outputs));  // Enough rows for every output.
    return std::clamp(static_cast<int>(all / work), 1, most);
}

VectorXd newtonStep(MatrixXd hessian, const VectorXd& gradient)
{
    const double size = hessian.diagonal().mean();
    if (gradient.size() > 1)
        hessian.array() += size / static_cast<double>(gradient.size());  // Singular along a common shift, which changes nothing.
    hessian.diagonal().array() += 1e-12 * size;
    return hessian.ldlt().solve(gradient);
}

/// The best dual bound among the residuals shrunk by s: golden section, as the dual value is concave in s.
double dualBound(const Response& response, const Penalty& penalty, const DualTerms& terms, const MatrixXd& lossGradient)
{
    const auto dual = [&](double shrink) { return response.dual(terms, shrink) + penalty.dualValue(lossGradient, shrink); };
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
    for (int step = 0; step < 8; ++step) {
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

/// Coordinates with a weight, and those whose gradient may reach l1 by this bound on its size.
Pattern undecided(const Penalty& penalty, const MatrixXd& bound, const MatrixXd& weights)
{
    Pattern pattern;
    VectorXd norms;
    if (penalty.grouped)
        norms = bound.rowwise().norm();
    for (Index q = 0; q < bound.cols(); ++q) {
        for (Index j = 0; j < bound.rows(); ++j)
            if ((penalty.grouped ? norms[j] : bound(j, q)) >= penalty.l1 || weights(j, q) != 0)
                pattern.columns.push_back(static_cast<int>(j));
        pattern.closeOutput();
    }
    return pattern;
}

}  // namespace

Certifier::Certifier(const Problem& problem)
    : m_problem(problem), m_margins(problem.matrix->blocks(), problem.response->outputs()),
      m_residuals(problem.matrix->blocks(), problem.response->outputs())
{
}

void Certifier::computeMargins(const Coefficients& coefficients)
{
    std::vector<double> values;
    const Pattern used = patternOf(coefficients.weights, values);
    const std::size_t size = static_cast<std::size_t>(used.outputs()) * blockRows;
    const auto keep = [&](int block, double* table) { std::copy_n(table, size, m_margins.block(block)); };
    m_problem.matrix->pass(
        Pass<double>{used, values.data(), coefficients.bias.data(), keep, emptyPattern(used.outputs())});
}

/// At margins − shift.
Certifier::Sums Certifier::sumsAt(const VectorXd& shift, bool withHessian) const
{
    const int blocks = m_problem.matrix->blocks();
    const int outputs = m_margins.outputs();
    const int stride = hessianStride(m_problem.matrix->rows(), outputs);
    const auto threads = static_cast<std::size_t>(blocks < 32 ? 1 : std::min(m_problem.threads, blocks));
    std::vector<Sums> parts(threads, Sums{0, VectorXd::Zero(outputs), MatrixXd::Zero(outputs, outputs)});
    parallelFor(threads, static_cast<int>(threads), [&](std::size_t begin, std::size_t end) {
        MatrixXd table(blockRows, outputs);
        MatrixXd means(blockRows, outputs);
        for (std::size_t part = begin; part < end; ++part)
            for (int b = static_cast<int>(static_cast<std::size_t>(blocks) * part / threads);
                 b < static_cast<int>(static_cast<std::size_t>(blocks) * (part + 1) / threads); ++b) {
                table = Map<const MatrixXd>(m_margins.block(b), blockRows, outputs).rowwise() - shift.transpose();
                parts[part].loss += m_problem.response->evaluate(b, table.data(), means.data());
                parts[part].biasGradient += table.colwise().sum().transpose();
                if (withHessian && b % stride == 0)
                    m_problem.response->addBiasCurvature(b, means.data(), parts[part].biasHessian);
            }
    });
    for (std::size_t part = 1; part < threads; ++part) {
        parts[0].loss += parts[part].loss;
        parts[0].biasGradient += parts[part].biasGradient;
        parts[0].biasHessian += parts[part].biasHessian;
    }
    parts[0].biasHessian *= stride;
    return std::move(parts[0]);
}

/// Damped Newton on the biases alone until the mean residual is as good as zero. The margins follow.
void Certifier::centreBias(VectorXd& bias)
{
    constexpr double exact = 1e-13;
    const auto error = [](const Sums& sums) { return sums.biasGradient.cwiseAbs().maxCoeff(); };
    VectorXd shift = VectorXd::Zero(bias.size());
    Sums at = sumsAt(shift, true);
    for (int iteration = 0; iteration < 30 && error(at) > exact; ++iteration) {
        VectorXd step = newtonStep(at.biasHessian, at.biasGradient);
        const bool curved = error(at) > 1e-5;  // Nearer than that the Hessian stays as good as it was.
        bool better = false;
        for (int halving = 0; halving < 20 && !better; ++halving, step *= 0.5) {
            Sums next = sumsAt(shift + step, curved);
            better = error(next) < error(at) && next.loss <= at.loss + 1e-12 * std::abs(at.loss);
            if (!better)
                continue;
            shift += step;
            if (!curved)
                next.biasHessian = std::move(at.biasHessian);
            at = std::move(next);
        }
        if (!better)
            break;  // At the floor of double precision.
    }
    if (bias.size() > 1)
        shift.array() += (bias - shift).mean();  // A common shift changes nothing.
    bias -= shift;
    for (int b = 0; b < m_problem.matrix->blocks(); ++b)
        Map<MatrixXd>(m_margins.block(b), blockRows, m_margins.outputs()).rowwise() -= shift.transpose();
}

Certifier::Sums Certifier::computeResiduals(DualTerms& terms)
{
    const int outputs = m_margins.outputs();
    const std::size_t size = static_cast<std::size_t>(outputs) * blockRows;
    const auto blocks = static_cast<std::size_t>(m_problem.matrix->blocks());
    std::vector<double> losses(blocks);
    parallelFor(blocks, m_problem.threads, [&](std::size_t begin, std::size_t end) {
        AlignedArray<double> means(size);
        for (auto b = static_cast<int>(begin); b < static_cast<int>(end); ++b) {
            std::copy_n(m_margins.block(b), size, m_residuals.block(b));
            losses[static_cast<std::size_t>(b)] =
                m_problem.response->evaluate(b, m_residuals.block(b), means.data(), &terms);
        }
    });
    Sums sums{std::accumulate(losses.begin(), losses.end(), 0.0), VectorXd::Zero(outputs), {}};
    for (int b = 0; b < m_problem.matrix->blocks(); ++b)
        sums.biasGradient += Map<const MatrixXd>(m_residuals.block(b), blockRows, outputs).colwise().sum().transpose();
    return sums;
}

PassResult Certifier::residualPass(const Pattern& wanted, bool everywhere) const
{
    const int outputs = m_residuals.outputs();
    const Pattern nothing = emptyPattern(outputs);
    const VectorXd zero = VectorXd::Zero(outputs);
    const std::size_t size = static_cast<std::size_t>(outputs) * blockRows;
    const auto take = [&](int block, double* table) { std::copy_n(m_residuals.block(block), size, table); };
    return m_problem.matrix->pass(Pass<double>{nothing, nullptr, zero.data(), take, wanted, everywhere});
}

/// How far a float32 product Xᵀr can be from the true one, per output: the products of a block are added up in at most
/// this many steps of relative error 2⁻²⁴ each, and Σ|x||r| ≤ ‖x‖‖r‖.
VectorXd Certifier::floatError() const
{
    constexpr double steps = 16;
    VectorXd squares = VectorXd::Zero(m_residuals.outputs());
    for (int b = 0; b < m_problem.matrix->blocks(); ++b)
        squares += Map<const MatrixXd>(m_residuals.block(b), blockRows, m_residuals.outputs()).colwise().squaredNorm().transpose();
    return steps * 0x1p-24 * m_problem.matrix->largestColumnNorm() * squares.cwiseSqrt();
}

void Certifier::renewReference()
{
    m_reference = residualPass(emptyPattern(m_residuals.outputs()), true).everywhere.cwiseAbs();
    m_reference.rowwise() += floatError().transpose();
    m_referenceResiduals = RowTable<float>(m_problem.matrix->blocks(), m_residuals.outputs());
    for (int b = 0; b < m_problem.matrix->blocks(); ++b)
        std::transform(m_residuals.block(b), m_residuals.block(b) + blockRows * m_residuals.outputs(),
                       m_referenceResiduals.block(b), [](double r) { return static_cast<float>(r); });
}

/// d × Q bounds on the size of the gradient now. The reference's residuals are rounded; so is their distance, upwards.
MatrixXd Certifier::boundFromReference() const
{
    const int outputs = m_residuals.outputs();
    VectorXd squares = VectorXd::Zero(outputs);
    VectorXd sizes = VectorXd::Zero(outputs);
    for (int b = 0; b < m_problem.matrix->blocks(); ++b) {
        const auto now = Map<const MatrixXd>(m_residuals.block(b), blockRows, outputs);
        const auto then = Map<const Eigen::MatrixXf>(m_referenceResiduals.block(b), blockRows, outputs);
        squares += (now - then.cast<double>()).colwise().squaredNorm().transpose();
        sizes += now.colwise().squaredNorm().transpose();
    }
    const VectorXd distance = squares.cwiseSqrt() + 0x1p-22 * sizes.cwiseSqrt();
    return m_reference.rowwise() + (m_problem.matrix->largestColumnNorm() * distance).transpose();
}

void Certifier::fill(const Pattern& exact, MatrixXd& gradient) const
{
    const PassResult result = residualPass(exact, false);
    forEachEntry(exact, [&](int e, int column, int q) { gradient(column, q) = result.gradient[e]; });
}

/// The loss's gradient, in double wherever that could matter, a bound on its size elsewhere.
MatrixXd Certifier::lossGradient(const Penalty& penalty, const MatrixXd& weights)
{
    MatrixXd gradient = MatrixXd::Constant(weights.rows(), weights.cols(), std::numeric_limits<double>::infinity());
    if (penalty.l1 > 0 && m_reference.size() > 0)
        gradient = boundFromReference();
    Pattern exact = undecided(penalty, gradient, weights);
    if (penalty.l1 > 0 && exact.size() > mostUnsettled * static_cast<double>(weights.size())) {
        renewReference();
        gradient = m_reference;
        exact = undecided(penalty, gradient, weights);
    }
    fill(exact, gradient);
    return gradient;
}

CertifiedPoint Certifier::certifyMargins(const Penalty& penalty, const Coefficients& coefficients, double tolerance)
{
    DualTerms terms(m_problem.matrix->blocks());
    const Sums sums = computeResiduals(terms);
    MatrixXd slopes = lossGradient(penalty, coefficients.weights);
    CertifiedPoint point;
    point.gradient = slopes + penalty.l2 * coefficients.weights;
    for (Index i = 0; i < point.gradient.size() && m_problem.allowed.size() > 0; ++i)
        if (coefficients.weights.data()[i] == 0)
            point.gradient.data()[i] = penalty.effective(point.gradient.data()[i], m_problem.allowed.data()[i]);
    point.biasViolation = sums.biasGradient.cwiseAbs().maxCoeff() / penalty.unit;

    Columns everything(static_cast<std::size_t>(slopes.rows()));
    std::iota(everything.begin(), everything.end(), 0);
    const Pattern all = sharedPattern(everything, m_margins.outputs());
    const VectorXd weights = coefficients.weights.reshaped();
    const double objective = sums.loss + penalty.value(all, weights);
    point.certificate.kktViolation =
        std::max(penalty.violation(all, weights, point.gradient.reshaped()), point.biasViolation);
    point.certificate.converged = point.certificate.kktViolation <= tolerance;
    penalty.makeEffective(slopes);
    point.certificate.relativeGap = relativeGap(objective, dualBound(*m_problem.response, penalty, terms, slopes));
    point.certificate.objective = m_problem.lossFromSolver(objective);
    return point;
}

CertifiedPoint Certifier::measure(const Penalty& penalty, const Coefficients& coefficients, double tolerance)
{
    m_reference.resize(0, 0);
    computeMargins(coefficients);
    return certifyMargins(penalty, coefficients, tolerance);
}

CertifiedPoint Certifier::certify(const Penalty& penalty, Coefficients& coefficients, double tolerance)
{
    computeMargins(coefficients);
    centreBias(coefficients.bias);
    return certifyMargins(penalty, coefficients, tolerance);
}

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

}  // namespace sparsescope
