// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/lambda_solver.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double nearness = 0.93;        // Share of l1 from which a zero weight's gradient makes it part of the model.
constexpr double innerShare = 0.8;       // Of the tolerance: what the working set must reach before all are checked.
constexpr double noise = 1e-12;          // Relative; an objective that rises by less has not risen.
constexpr double nearOptimum = 0.02;     // Violation from which the support is taken as found.
constexpr int patience = 40;             // Steps without a better violation before giving up.
constexpr double forcing = 0.1;          // Of the violation: how exactly a Newton step is solved.

/// The Newton iteration for one λ, in coordinates of the working set.
class Iteration {
public:
    Iteration(const LambdaTask& task, const Progress& progress) : m_task(task), m_progress(progress), m_working(task.working)
    {
        m_task.problem.matrix->pin(m_working);
        load(task.start);
        evaluate();
    }

    LambdaOutcome run();

private:
    void load(const Coefficients& all);
    Coefficients everywhere() const;
    Columns used(const MatrixXd& weights, std::vector<Index>& positions) const;
    MatrixXd marginsAt(const Coefficients& at) const;
    void evaluate();
    void gradient();
    bool tryMove(const Coefficients& at);
    bool step();
    bool stepOnFace(double target);
    bool fullStep(double target);
    double slopeTowards(const Coefficients& end) const;
    Coefficients polished(const WorkingPoint& end, double target);
    bool stagnant();
    bool searchTowards(const Coefficients& end, double firstLength);
    bool admitViolators(const CertifiedPoint& certified);
    void makeModel();
    void removeShift(Coefficients& at) const;

    const LambdaTask& m_task;
    const Progress& m_progress;
    Columns m_working;
    std::unique_ptr<LocalModel> m_model;
    WorkingPoint m_point;
    MatrixXd m_margins, m_means, m_residuals;
    double m_objective = 0;
    double m_violation = 0;
    double m_damping = 1;
    double m_target = 0;         // Violation that the working set has to reach.
    double m_bestViolation = 0;  // Since the working set last changed.
    int m_stepsSinceBest = 0;
};

void Iteration::load(const Coefficients& all)
{
    m_point.at.weights.resize(static_cast<Index>(m_working.size()), all.weights.cols());
    for (std::size_t j = 0; j < m_working.size(); ++j)
        m_point.at.weights.row(static_cast<Index>(j)) = all.weights.row(m_working[j]);
    m_point.at.bias = all.bias;
}

Coefficients Iteration::everywhere() const
{
    Coefficients all{MatrixXd::Zero(m_task.problem.matrix->columns(), m_point.at.weights.cols()), m_point.at.bias};
    for (std::size_t j = 0; j < m_working.size(); ++j)
        all.weights.row(m_working[j]) = m_point.at.weights.row(static_cast<Index>(j));
    return all;
}

Columns Iteration::used(const MatrixXd& weights, std::vector<Index>& positions) const
{
    Columns columns;
    for (Index j = 0; j < weights.rows(); ++j)
        if ((weights.row(j).array() != 0).any()) {
            columns.push_back(m_working[static_cast<std::size_t>(j)]);
            positions.push_back(j);
        }
    return columns;
}

MatrixXd Iteration::marginsAt(const Coefficients& at) const
{
    std::vector<Index> positions;
    const Columns columns = used(at.weights, positions);
    MatrixXd margins;
    m_task.problem.matrix->margins(columns, at.weights(positions, Eigen::all), margins);
    margins.rowwise() += at.bias.transpose();
    return margins;
}

void Iteration::evaluate()
{
    m_margins = marginsAt(m_point.at);
    m_objective = m_task.problem.response->evaluate(m_margins, m_means, m_residuals)
                  + m_task.penalty.value(m_point.at.weights);
    gradient();
}

void Iteration::gradient()
{
    m_task.problem.matrix->gradient(m_working, m_residuals, m_point.gradient);
    m_point.gradient += m_task.penalty.l2 * m_point.at.weights;
    m_point.biasGradient = m_residuals.colwise().sum().transpose();
    m_violation = std::max(m_task.penalty.violation(m_point.at.weights, m_point.gradient),
                           m_point.biasGradient.cwiseAbs().maxCoeff() / m_task.penalty.unit);
}

/// Moves there if the objective does not rise.
bool Iteration::tryMove(const Coefficients& at)
{
    MatrixXd margins = marginsAt(at);
    MatrixXd means;
    MatrixXd residuals;
    const double objective = m_task.problem.response->evaluate(margins, means, residuals) + m_task.penalty.value(at.weights);
    if (!(objective <= m_objective + noise * std::abs(m_objective)))
        return false;
    m_margins = std::move(margins);
    m_means = std::move(means);
    m_residuals = std::move(residuals);
    m_objective = objective;
    m_point.at = at;
    gradient();
    return true;
}

bool Iteration::searchTowards(const Coefficients& end, double firstLength)
{
    const Coefficients from = m_point.at;
    double length = firstLength;
    for (int halving = 0; halving < 8; ++halving, length *= 0.5) {
        const Coefficients candidate{from.weights + length * (end.weights - from.weights),
                                     from.bias + length * (end.bias - from.bias)};
        if (tryMove(candidate))
            return true;
    }
    return false;
}

/// Along a common shift of a feature's weights the softmax is flat: left alone, it makes faces without a minimum.
void Iteration::removeShift(Coefficients& at) const
{
    if (at.weights.cols() > 1)
        m_task.penalty.removeCommonShift(at.weights);
}

void Iteration::makeModel()
{
    m_model = std::make_unique<LocalModel>(m_task.problem, m_task.penalty, m_working, m_means);
}

bool Iteration::step()
{
    if (!m_model)
        makeModel();
    m_model->cover(m_point, nearness);
    const double target = std::max(forcing * m_violation, 0.4 * m_target) * m_task.penalty.unit;
    const bool faceKnown = m_violation <= nearOptimum
                           && m_task.penalty.violationOfZeros(m_point.at.weights, m_point.gradient) <= 0.5 * m_target;
    return (faceKnown && stepOnFace(target)) || fullStep(target);
}

/// Near the optimum the support is known: Newton on the face alone, whose float32 products are then only as large as
/// what is left to do.
bool Iteration::stepOnFace(double target)
{
    QuadraticModel quadratic(m_task.problem, m_task.penalty, m_point, m_means);
    minimiseOnFace(quadratic, *m_model, m_task.penalty, target, m_progress);
    return !m_progress.stopRequested() && tryMove(polished(quadratic.point(), target));
}

/// One Newton step: coordinate descent on the local model finds support and signs, conjugate gradients on the true
/// Hessian find the values there, and coordinate descent from that point settles what crossed zero or wants in.
bool Iteration::fullStep(double target)
{
    const Penalty& penalty = m_task.penalty;
    Coefficients identified = m_model->minimise(m_point, m_damping, 0.2 * target);
    removeShift(identified);
    QuadraticModel quadratic(m_task.problem, penalty, m_point, m_means);
    const double slope = slopeTowards(identified);
    const double curvature = quadratic.moveTo(identified);
    const double length = curvature > 0 ? std::clamp(-slope / curvature, 0.01, 1.0) : 1.0;
    if (curvature > 0 && slope < 0)
        m_damping = std::clamp(m_damping * std::sqrt(curvature / -slope), 0.7, 3.0);

    minimiseOnFace(quadratic, *m_model, penalty, target, m_progress);
    if (m_progress.stopRequested())
        return false;
    const Coefficients end = polished(quadratic.point(), target);
    return tryMove(end) || searchTowards(end, 0.5) || searchTowards(identified, length);
}

/// Upper bound of the objective's slope from here towards `end`, over the whole way.
double Iteration::slopeTowards(const Coefficients& end) const
{
    const Penalty size{m_task.penalty.l1, 0, m_task.penalty.grouped};  // The ridge is in gradient and Hessian.
    return (m_point.gradient.array() * (end.weights - m_point.at.weights).array()).sum()
           + m_point.biasGradient.dot(end.bias - m_point.at.bias) + size.value(end.weights)
           - size.value(m_point.at.weights);
}

/// The model's point as it is where its face holds, else put right by coordinate descent from there.
Coefficients Iteration::polished(const WorkingPoint& end, double target)
{
    if (m_task.penalty.violation(end.at.weights, end.gradient) * m_task.penalty.unit <= 1.5 * target)
        return end.at;
    m_model->cover(end, 1.0);
    Coefficients at = m_model->minimise(end, m_damping, 0.2 * target);
    removeShift(at);
    return at;
}

bool Iteration::admitViolators(const CertifiedPoint& certified)
{
    std::vector<char> inside(static_cast<std::size_t>(m_task.problem.matrix->columns()), 0);
    for (const int column : m_working)
        inside[static_cast<std::size_t>(column)] = 1;
    const double limit = m_task.penalty.l1 + 0.5 * m_target * m_task.penalty.unit;
    const Coefficients all = everywhere();
    const std::size_t before = m_working.size();
    for (Index j = 0; j < certified.gradient.rows(); ++j)
        if (!inside[static_cast<std::size_t>(j)] && m_task.penalty.featureSize(certified.gradient, j) > limit)
            m_working.push_back(static_cast<int>(j));
    if (m_working.size() == before)
        return false;
    std::sort(m_working.begin(), m_working.end());
    m_task.problem.matrix->pin(m_working);
    load(all);
    m_model.reset();
    return true;
}

/// At the floor of the arithmetic the violation only wanders.
bool Iteration::stagnant()
{
    if (m_stepsSinceBest == 0 || m_violation < m_bestViolation) {
        m_bestViolation = m_violation;
        m_stepsSinceBest = 0;
    }
    return ++m_stepsSinceBest > patience;
}

LambdaOutcome Iteration::run()
{
    const bool free = m_task.penalty.l1 == 0 && m_task.penalty.l2 == 0;
    m_target = innerShare * m_task.tolerance;
    LambdaOutcome outcome;
    for (int iteration = 0;; ++iteration) {
        outcome.separated = free && m_task.problem.response->separated(m_margins);
        if (outcome.separated)
            return outcome;
        const bool settled = m_violation <= m_target;
        const bool moved = !settled && iteration < m_task.maxIterations && !stagnant() && step();
        outcome.stopped = m_progress.stopRequested();
        if (outcome.stopped)
            return outcome;
        if (moved)
            continue;
        outcome.solution = everywhere();
        outcome.certified = certify(m_task.problem, m_task.penalty, outcome.solution, m_task.tolerance);
        if (outcome.certified.certificate.converged || !settled)
            return outcome;
        m_point.at.bias = outcome.solution.bias;
        if (!admitViolators(outcome.certified))
            m_target *= 0.5;
        m_stepsSinceBest = 0;
        evaluate();
    }
}

}  // namespace

LambdaOutcome solveLambda(const LambdaTask& task, const Progress& progress)
{
    return Iteration(task, progress).run();
}

}  // namespace sparsescope
