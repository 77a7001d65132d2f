// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/given_head.h"

#include "base/guard.h"
#include "glm/blas.h"
#include "glm/certificate.h"
#include "glm/checks.h"
#include "glm/lambda_path.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace sparsescope {

using Eigen::MatrixXd;

namespace {

/// Weights as they stand (features × classes).
MatrixXd denseWeights(const SparseHead& head)
{
    MatrixXd weights = MatrixXd::Zero(head.features, head.classCount());
    for (int k = 0; k < head.classCount(); ++k)
        for (const HeadWeight& entry : head.classes[static_cast<std::size_t>(k)])
            weights(entry.feature, k) = entry.weight;
    return weights;
}

/// Two rows of weights have the logit and the loss of their difference u, which is what was measured, under the penalty
/// `single`; but each row pays its own penalty and has its own conditions. The loss's gradient is g for row 1, −g for
/// row 0.
void countBothRows(const MatrixXd& weights, const MatrixXd& difference, const Penalty& single, const Penalty& rows,
                   CertifiedPoint& point)
{
    const MatrixXd gradient = point.gradient - single.l2 * difference;
    MatrixXd both(weights.rows(), 2);
    both << -gradient, gradient;
    both += rows.l2 * weights;
    Columns columns(static_cast<std::size_t>(weights.rows()));
    std::iota(columns.begin(), columns.end(), 0);
    const Pattern two = sharedPattern(columns, 2);
    point.certificate.kktViolation =
        std::max(rows.violation(two, weights.reshaped(), both.reshaped()), point.biasViolation);
    point.certificate.objective +=
        rows.value(two, weights.reshaped()) - single.value(sharedPattern(columns, 1), difference.reshaped());
}

}  // namespace

HeadJudge::HeadJudge(const PathOptions& options, Problem problem)
    : m_options(options), m_problem(std::move(problem)),
      m_smallestLambda(smallestPositive(lambdaGrid(options, options.lambdas.front())))
{
}

Result<HeadJudge> HeadJudge::make(const GlmData& data, PathOptions options, const Standardization& scale)
{
    options.standardize = true;  // By `scale`, whatever it is.
    SS_CHECK(checkOptions(options));
    std::vector<std::string> notes;
    SS_CHECK(checkData(data, options, notes));
    return guarded("Cannot prepare the rows", "E-GLM-051", [&]() -> Result<HeadJudge> {
        // No feature is left out: a head from elsewhere may use one that is constant here.
        return HeadJudge(options, makeProblem(data, options, scale, {}));
    });
}

Certificate HeadJudge::certify(const SparseHead& head, double lambda) const
{
    const blas::OneThread oneThread;
    const Penalty penalty = m_problem.penalty(lambda, m_options.alpha, 0, m_smallestLambda);
    Coefficients given = m_problem.fromHead(head);
    MatrixXd weights;
    if (m_problem.twoClasses) {
        weights = denseWeights(head);
        given.weights = weights.col(1) - weights.col(0);
        given.bias[0] = head.bias[1] - head.bias[0];
    }
    CertifiedPoint point = Certifier(m_problem).measure(penalty, given, m_options.tolerance);
    if (m_problem.twoClasses) {
        Penalty rows{lambda * m_options.alpha, lambda * (1 - m_options.alpha), m_options.grouped};
        rows.unit = (lambda > 0 ? lambda : m_smallestLambda) * std::max(m_options.alpha, smallestAlpha);
        countBothRows(weights, given.weights, penalty, rows, point);
    }
    // A dual point needs biases that are exactly right for the weights, so the bound is that of such a head.
    const Certificate centred = Certifier(m_problem).certify(penalty, given, m_options.tolerance).certificate;
    const double bound = centred.objective * (1 - centred.relativeGap);
    Certificate result = point.certificate;
    result.relativeGap =
        std::max(0.0, result.objective - bound) / std::max(result.objective, std::numeric_limits<double>::min());
    result.converged = result.kktViolation <= m_options.tolerance;
    return result;
}

}  // namespace sparsescope
