// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/lambda_solver.h"

#include "glm/working_set.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double nearness = 0.93;        // Share of l1 from which a zero weight's gradient makes it part of the model.
constexpr double outlook = 0.86;         // From which the others join along with such a one.
constexpr double innerShare = 0.8;       // Of the tolerance: what the working set must reach before all are checked.
constexpr double singleNoise = 2e-8;     // Relative: an objective that rises by less has not risen, in float32
constexpr double doubleNoise = 1e-12;    // and in double.
constexpr double singleFloor = 2e-5;     // Violation down to which float32 margins and residuals serve.
constexpr double nearOptimum = 0.02;     // Violation from which the support is taken as found.
constexpr int patience = 40;             // Steps without a better violation before giving up.
constexpr double forcing = 0.1;          // Of the violation: how exactly a Newton step is solved.
constexpr int slowProducts = 20;         // Products of one step that say that the local model is out of date.

/// The Newton iteration for one λ, in coordinates of the working set.
class Iteration {
public:
    Iteration(const LambdaTask& task, const Progress& progress)
        : m_task(task), m_penalty(task.penalty), m_progress(progress), m_working(task.working)
    {
        m_exactly = m_penalty.l1 == 0 || innerShare * task.tolerance < singleFloor;
        m_target = innerShare * task.tolerance;
        start(gatherEntries(m_working, task.start.weights), task.start.bias);
    }

    LambdaOutcome run();

private:
    void start(VectorXd weights, VectorXd bias);
    Evaluation evaluate(const VectorXd& weights, const VectorXd& bias) const;
    void accept(Evaluation at);
    bool tryMove(const WorkingPoint& at);
    bool step();
    bool stepOnFace(double target);
    bool fullStep(double target);
    double slopeTowards(const WorkingPoint& end) const;
    WorkingPoint polished(const WorkingPoint& end, double target);
    void removeShift(WorkingPoint& at) const;
    bool stagnant();
    bool searchTowards(const WorkingPoint& end, double firstLength);
    Coefficients everywhere() const;
    bool admitViolators(const CertifiedPoint& certified);
    void goOn(const LambdaOutcome& outcome);

    const LambdaTask& m_task;
    const Penalty& m_penalty;
    const Progress& m_progress;
    Pattern m_working;
    Evaluation m_now;
    double m_violation = 0;
    double m_damping = 1;
    double m_target = 0;         // Violation that the working set has to reach.
    bool m_exactly = false;      // Whether everything is evaluated in double.
    double m_bestViolation = 0;  // Since the working set last changed.
    int m_stepsSinceBest = 0;
};

void Iteration::start(VectorXd weights, VectorXd bias)
{
    m_task.model.setWorking(m_working);
    accept(evaluate(weights, bias));
    if (m_task.model.empty() || m_task.model.worthRenewing())
        m_task.model.reset(m_now.means);
    m_stepsSinceBest = 0;
}

Evaluation Iteration::evaluate(const VectorXd& weights, const VectorXd& bias) const
{
    return evaluateAt(m_task.problem, m_penalty, m_working, weights, bias, m_exactly);
}

void Iteration::accept(Evaluation at)
{
    m_now = std::move(at);
    m_violation = std::max(m_penalty.violation(m_working, m_now.point.weights, m_now.point.gradient),
                           m_now.point.biasGradient.cwiseAbs().maxCoeff() / m_penalty.unit);
}

/// Moves there if the objective does not rise.
bool Iteration::tryMove(const WorkingPoint& at)
{
    Evaluation there = evaluate(at.weights, at.bias);
    const double noise = m_exactly ? doubleNoise : singleNoise;
    if (!(there.objective <= m_now.objective + noise * std::abs(m_now.objective)))
        return false;
    accept(std::move(there));
    return true;
}

bool Iteration::searchTowards(const WorkingPoint& end, double firstLength)
{
    const WorkingPoint from = m_now.point;
    double length = firstLength;
    for (int halving = 0; halving < 8; ++halving, length *= 0.5) {
        WorkingPoint candidate;
        candidate.weights = from.weights + length * (end.weights - from.weights);
        candidate.bias = from.bias + length * (end.bias - from.bias);
        if (tryMove(candidate))
            return true;
    }
    return false;
}

/// Along a common shift of a feature's weights the softmax is flat: left alone, it makes faces without a minimum. Only
/// features of which all outputs are in the working set can be meant: the others have a zero that stays.
void Iteration::removeShift(WorkingPoint& at) const
{
    if (m_working.outputs() == 1)
        return;
    const int columns = m_task.problem.matrix->columns();
    const MatrixXd inside = scatterEntries(m_working, VectorXd::Ones(m_working.size()), columns);
    MatrixXd table = scatterEntries(m_working, at.weights, columns);
    for (Index j = 0; j < columns; ++j)
        if ((inside.row(j).array() == 0).any())
            table.row(j).setZero();
    const MatrixXd before = table;
    m_penalty.removeCommonShift(table);
    at.weights += gatherEntries(m_working, table - before);
}

bool Iteration::step()
{
    m_task.model.cover(m_penalty, m_now.point, nearness, outlook);
    const double target = std::max(forcing * m_violation, 0.4 * m_target) * m_penalty.unit;
    const bool faceKnown =
        m_violation <= nearOptimum
        && m_penalty.violationOfZeros(m_working, m_now.point.weights, m_now.point.gradient) <= 0.5 * m_target;
    return (faceKnown && stepOnFace(target)) || fullStep(target);
}

/// Near the optimum the support is known: Newton on the face alone.
bool Iteration::stepOnFace(double target)
{
    QuadraticModel quadratic(m_task.problem, m_penalty.l2, m_working, m_now.point, m_now.means);
    minimiseOnFace(quadratic, m_task.model, m_penalty, target, m_progress);
    return !m_progress.stopRequested() && tryMove(polished(quadratic.point(), target));
}

/// One Newton step: coordinate descent on the local model finds support and signs, conjugate gradients on the true
/// Hessian find the values there, and coordinate descent from that point settles what crossed zero or wants in.
bool Iteration::fullStep(double target)
{
    WorkingPoint identified = m_task.model.minimise(m_penalty, m_now.point, m_damping, 0.2 * target);
    removeShift(identified);
    QuadraticModel quadratic(m_task.problem, m_penalty.l2, m_working, m_now.point, m_now.means);
    const double slope = slopeTowards(identified);
    const double curvature = quadratic.moveTo(identified.weights, identified.bias);
    const double length = curvature > 0 ? std::clamp(-slope / curvature, 0.01, 1.0) : 1.0;
    if (curvature > 0 && slope < 0)
        m_damping = std::clamp(m_damping * std::sqrt(curvature / -slope), 0.7, 3.0);

    const int products = minimiseOnFace(quadratic, m_task.model, m_penalty, target, m_progress);
    if (m_progress.stopRequested())
        return false;
    const WorkingPoint end = polished(quadratic.point(), target);
    const bool moved = tryMove(end) || searchTowards(end, 0.5) || searchTowards(identified, length);
    if (products > slowProducts && m_task.model.worthRenewing())
        m_task.model.reset(m_now.means);
    return moved;
}

/// Upper bound of the objective's slope from here towards `end`, over the whole way.
double Iteration::slopeTowards(const WorkingPoint& end) const
{
    Penalty size = m_penalty;
    size.l2 = 0;  // The ridge is in gradient and Hessian.
    const WorkingPoint& from = m_now.point;
    return from.gradient.dot(end.weights - from.weights) + from.biasGradient.dot(end.bias - from.bias)
           + size.value(m_working, end.weights) - size.value(m_working, from.weights);
}

/// The model's point as it is where its face holds, else put right by coordinate descent from there.
WorkingPoint Iteration::polished(const WorkingPoint& end, double target)
{
    if (m_penalty.violation(m_working, end.weights, end.gradient) * m_penalty.unit <= 1.5 * target)
        return end;
    m_task.model.cover(m_penalty, end, 1.0, 1.0);
    WorkingPoint at = m_task.model.minimise(m_penalty, end, m_damping, 0.2 * target);
    removeShift(at);
    return at;
}

Coefficients Iteration::everywhere() const
{
    return {scatterEntries(m_working, m_now.point.weights, m_task.problem.matrix->columns()), m_now.point.bias};
}

bool Iteration::admitViolators(const CertifiedPoint& certified)
{
    const double limit = m_penalty.l1 + 0.5 * m_target * m_penalty.unit;
    Pattern wider = extended(m_working, m_task.problem.matrix->columns(), [&](int j, int q) {
        return m_penalty.allowedAt(j, q) != Allowed::Nothing && m_penalty.coordinateSize(certified.gradient, j, q) > limit;
    });
    if (wider.size() == m_working.size())
        return false;
    m_working = std::move(wider);
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

/// The certificate found more to do: coordinates outside of the working set, or what float32 could not see.
void Iteration::goOn(const LambdaOutcome& outcome)
{
    if (!admitViolators(outcome.certified)) {
        if (m_exactly)
            m_target *= 0.5;
        m_exactly = true;
    }
    start(gatherEntries(m_working, outcome.solution.weights), outcome.solution.bias);
}

LambdaOutcome Iteration::run()
{
    const bool free = m_penalty.l1 == 0 && m_penalty.l2 == 0;
    LambdaOutcome outcome;
    for (int iteration = 0;; ++iteration) {
        outcome.separated = free && m_now.separated;
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
        outcome.certified = m_task.certifier.certify(m_penalty, outcome.solution, m_task.tolerance);
        if (outcome.certified.certificate.converged || iteration >= m_task.maxIterations || (!settled && m_exactly))
            return outcome;
        goOn(outcome);
    }
}

}  // namespace

LambdaOutcome solveLambda(const LambdaTask& task, const Progress& progress)
{
    return Iteration(task, progress).run();
}

}  // namespace sparsescope
