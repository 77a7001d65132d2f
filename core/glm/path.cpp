// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/path.h"

#include "base/guard.h"
#include "glm/blas.h"
#include "glm/checks.h"
#include "glm/lambda_path.h"
#include "glm/lambda_solver.h"
#include "glm/scoring.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

namespace sparsescope {

namespace {

/// Share of the smallest λ that becomes a ridge at λ = 0 where the rows separate: just enough for an optimum to exist.
constexpr double ridgeShare = 1e-3;
/// λs between two at which the solver forgets what it carries from λ to λ.
constexpr int renewal = 10;

class PathFitter {
public:
    PathFitter(const GlmData& data, const std::vector<EvaluationSet>& evaluation, const PathOptions& options,
               Progress& progress, const PathObserver& observer)
        : m_data(data), m_evaluation(evaluation), m_options(options), m_progress(progress), m_observer(observer)
    {
    }

    Result<PathResult> fit(const std::vector<PathPoint>& resumeFrom);

private:
    Status prepare();
    void startFromNull();
    Status takeOver(const std::vector<PathPoint>& points);
    Status replay();
    void arriveAt(int index);
    void renew(int index);
    bool fitNext();
    std::optional<LambdaOutcome> solveNext(int index);
    void moveOn(int index, LambdaOutcome outcome);
    LambdaOutcome solve(double lambda, double ridge, const Coefficients& start);
    LambdaOutcome solveZero();
    SplitScore trainScore(const RowTable<double>& margins) const;
    std::vector<SplitScore> scores(const PathPoint& point, const RowTable<double>& margins) const;
    double seconds() const;

    const GlmData& m_data;
    const std::vector<EvaluationSet>& m_evaluation;
    const PathOptions& m_options;
    Progress& m_progress;
    const PathObserver& m_observer;
    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    double m_secondsBefore = 0;  // Of the run that is resumed.

    PathResult m_result;
    Problem m_problem;
    std::vector<double> m_lambdas;
    Coefficients m_last;                    // Where the last λ ended (at first: no weights),
    std::optional<Coefficients> m_before;   // and the λ before it.
    Eigen::MatrixXd m_lastGradient;
    double m_lastLambda = 0;
    std::optional<LocalModel> m_model;
    std::optional<Certifier> m_certifier;
};

Status PathFitter::prepare()
{
    SS_CHECK(checkOptions(m_options));
    SS_CHECK(checkData(m_data, m_options, m_result.notes));
    SS_CHECK(checkEvaluation(m_data, m_evaluation, m_options, m_result.notes));
    m_result.scale = standardization(m_data.train, m_data.rowWeights, &m_result.excludedFeatures);
    if (m_result.excludedFeatures.size() == static_cast<std::size_t>(m_data.train.cols()))
        return Error{"E-GLM-019", fmt::format("All {} features are constant over the training rows: there is nothing to fit.",
                                              m_data.train.cols()), {}};
    if (!m_options.standardize) {
        std::fill(m_result.scale.mean.begin(), m_result.scale.mean.end(), 0.0);
        std::fill(m_result.scale.deviation.begin(), m_result.scale.deviation.end(), 1.0);
    }
    m_problem = makeProblem(m_data, m_options, m_result.scale, m_result.excludedFeatures);
    m_result.alpha = m_options.alpha;
    m_result.tolerance = m_options.tolerance;
    startFromNull();
    return Done{};
}

/// λ_max is the λ at which the best model without weights stays optimal, on the very numbers that the solver sees.
void PathFitter::startFromNull()
{
    m_last.weights.setZero(m_problem.matrix->columns(), m_problem.response->outputs());
    m_last.bias = m_problem.response->nullBias();
    Penalty none{0, 0, m_options.grouped};
    none.allowed = &m_problem.allowed;
    m_certifier.emplace(m_problem);
    m_lastGradient = m_certifier->certify(none, m_last, m_options.tolerance).gradient;
    m_result.lambdaMax = m_problem.lambdaAlphaFromGradient(none.largestNorm(m_lastGradient))
                         / std::max(m_options.alpha, smallestAlpha);
    if (!(m_result.lambdaMax > 0)) {
        m_result.lambdaMax = 1.0;
        m_result.notes.push_back("No feature has anything to do with the labels: every head on the path is empty.");
    }
    m_lambdas = lambdaGrid(m_options, m_result.lambdaMax);
    m_lastLambda = std::max(m_result.lambdaMax, m_lambdas.front());
}

/// Points of an earlier run become ours as they are; the gradient at the last one is computed again.
Status PathFitter::takeOver(const std::vector<PathPoint>& points)
{
    if (points.empty())
        return Done{};
    const auto foreign = [](const std::string& what) {
        return Error{"E-GLM-020", fmt::format("The points to resume from belong to another problem: {}. Fit the path anew.",
                                              what), {}};
    };
    if (points.size() > m_lambdas.size())
        return foreign(fmt::format("there are {} of them for {} λs", points.size(), m_lambdas.size()));
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].lambda != m_lambdas[i])
            return foreign(fmt::format("λ number {} is {}, expected {}", i, points[i].lambda, m_lambdas[i]));
        if (points[i].head.features != m_problem.features || points[i].head.classCount() != m_problem.heads
            || points[i].head.bias.size() != static_cast<std::size_t>(m_problem.heads))
            return foreign(fmt::format("the head of λ number {} has other features or classes", i));
    }
    m_result.points = points;
    m_secondsBefore = points.back().seconds;
    return points.size() < m_lambdas.size() ? replay() : Done{};
}

/// What the solver carries from λ to λ is not stored: it begins anew at every `renewal`-th λ, so that the few points
/// behind the last of those, solved again, bring it back as it was.
Status PathFitter::replay()
{
    const int count = static_cast<int>(m_result.points.size());
    const int from = count - count % renewal;
    for (int i = from; i < count; ++i) {
        std::optional<LambdaOutcome> outcome = solveNext(i);
        if (!outcome)
            return Cancelled{};
        moveOn(i, std::move(*outcome));
    }
    return Done{};
}

void PathFitter::arriveAt(int index)
{
    const auto at = static_cast<std::size_t>(index);
    m_before.reset();
    if (index > 0)
        m_before = m_problem.fromHead(m_result.points[at - 1].head);
    m_last = m_problem.fromHead(m_result.points[at].head);
    m_lastLambda = m_result.points[at].lambda;
}

/// The gradient at the last point from the point alone, and a fresh local model.
void PathFitter::renew(int index)
{
    m_model.emplace(m_problem, m_options.grouped || m_options.alpha == 0);
    if (index == 0)
        return;
    arriveAt(index - 1);
    const Penalty penalty = m_problem.penalty(m_lastLambda, m_options.alpha, 0, smallestPositive(m_lambdas));
    m_lastGradient = m_certifier->measure(penalty, m_last, m_options.tolerance).gradient;
}

LambdaOutcome PathFitter::solve(double lambda, double ridge, const Coefficients& start)
{
    const Penalty penalty = m_problem.penalty(lambda, m_options.alpha, ridge, smallestPositive(m_lambdas));
    const double lastL1 = m_problem.penalty(m_lastLambda, m_options.alpha, 0, m_lastLambda).l1;
    if (lambda == 0)
        m_model.emplace(m_problem, true);  // Every weight is in use: one Gram serves all outputs.
    const LambdaTask task{m_problem, penalty, m_options.tolerance, m_options.maxIterations,
                          screen(penalty, lastL1, m_lastGradient, start), start, *m_model, *m_certifier};
    return solveLambda(task, m_progress);
}

/// λ = 0 as it is, or where the rows separate (no optimum exists) with a small ridge, which is said.
LambdaOutcome PathFitter::solveZero()
{
    LambdaOutcome outcome = solve(0, 0, m_last);
    if (!outcome.separated)
        return outcome;
    const double ridge = ridgeShare * std::max(smallestPositive(m_lambdas), m_result.lambdaMax * m_options.lambdaRatio);
    m_result.notes.push_back(fmt::format("At λ = 0 the classes separate and no best head exists, so a ridge of {:.3g} was "
                                         "used there.", ridge));
    return solve(0, ridge, m_last);
}

/// One λ from where the path stands: predict, screen, solve, certify. Nothing where a stop was asked for.
std::optional<LambdaOutcome> PathFitter::solveNext(int index)
{
    if (index % renewal == 0)
        renew(index);
    const double lambda = m_lambdas[static_cast<std::size_t>(index)];
    const Coefficients start =
        index < 2 ? m_last : predict(m_before ? &*m_before : nullptr, m_last, m_lambdas, index);
    LambdaOutcome outcome = lambda > 0 ? solve(lambda, 0, start) : solveZero();
    if (outcome.stopped)
        return std::nullopt;
    return outcome;
}

void PathFitter::moveOn(int index, LambdaOutcome outcome)
{
    if (index > 0)
        m_before = std::move(m_last);
    m_last = std::move(outcome.solution);
    m_lastGradient = std::move(outcome.certified.gradient);
    m_lastLambda = m_lambdas[static_cast<std::size_t>(index)];
}

/// Solves the next λ and records it. False where a stop was asked for.
bool PathFitter::fitNext()
{
    const auto index = static_cast<int>(m_result.points.size());
    std::optional<LambdaOutcome> outcome = solveNext(index);
    if (!outcome)
        return false;
    PathPoint point;
    point.index = index;
    point.lambda = m_lambdas[static_cast<std::size_t>(index)];
    point.head = m_problem.toHead(outcome->solution);
    point.certificate = outcome->certified.certificate;
    point.scores = scores(point, m_certifier->margins());
    point.seconds = seconds();
    m_result.points.push_back(std::move(point));
    moveOn(index, std::move(*outcome));
    if (m_observer)
        m_observer(m_result.points.back());
    m_progress.advance();
    return true;
}

/// Of the rows the path is fitted on, by the margins that the certificate was made from.
SplitScore PathFitter::trainScore(const RowTable<double>& margins) const
{
    const Eigen::Index rows = m_problem.matrix->rows();
    if (m_options.family == Family::Gaussian) {
        Eigen::VectorXd predictions(rows);
        for (Eigen::Index i = 0; i < rows; ++i)
            predictions[i] = margins.at(i, 0) / m_problem.targetUnit;
        return scoreNumbers("train", predictions, m_data.targets);
    }
    ClassScore score("train", m_problem.heads);
    Eigen::VectorXd logits(m_problem.heads);
    for (Eigen::Index i = 0; i < rows; ++i) {
        if (m_problem.twoClasses)
            logits << -0.5 * margins.at(i, 0), 0.5 * margins.at(i, 0);
        else
            for (Eigen::Index q = 0; q < logits.size(); ++q)
                logits[q] = margins.at(i, static_cast<int>(q));
        score.add(logits, m_data.labels[static_cast<std::size_t>(i)]);
    }
    return score.score();
}

std::vector<SplitScore> PathFitter::scores(const PathPoint& point, const RowTable<double>& margins) const
{
    std::vector<SplitScore> all{trainScore(margins)};
    for (const EvaluationSet& set : m_evaluation) {
        if (set.features.rows() == 0)
            continue;
        const Eigen::MatrixXd setLogits = logits(point.head, m_result.scale, set.features);
        all.push_back(m_options.family == Family::Gaussian ? scoreNumbers(set.name, setLogits.col(0), set.targets)
                                                           : scoreClasses(set.name, setLogits, set.labels));
    }
    return all;
}

double PathFitter::seconds() const
{
    return m_secondsBefore + std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
}

Result<PathResult> PathFitter::fit(const std::vector<PathPoint>& resumeFrom)
{
    const blas::OneThread oneThread;
    SS_CHECK(prepare());
    if (const Status taken = takeOver(resumeFrom); taken.failed())
        return taken.error();
    else if (taken.cancelled())
        return std::move(m_result);
    m_progress.beginStage("Fitting the path", static_cast<std::int64_t>(m_lambdas.size()), "λ");
    m_progress.skipDone(static_cast<std::int64_t>(resumeFrom.size()));
    while (m_result.points.size() < m_lambdas.size())
        if (m_progress.stopRequested() || !fitNext())
            return std::move(m_result);
    m_result.complete = true;
    return std::move(m_result);
}

}  // namespace

Result<PathResult> fitPath(const GlmData& data, const std::vector<EvaluationSet>& evaluation, const PathOptions& options,
                           Progress& progress, const PathObserver& observer, const std::vector<PathPoint>& resumeFrom)
{
    return guarded("Cannot fit the path", "E-GLM-050", [&]() -> Result<PathResult> {
        return PathFitter(data, evaluation, options, progress, observer).fit(resumeFrom);
    });
}

}  // namespace sparsescope
