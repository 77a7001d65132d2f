// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "random_problem.h"

#include <QTest>

#include <cmath>

using namespace sparsescope;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// The conditions of an optimum, worked out in double from their definition and nothing of the solver's.
class Oracle {
public:
    Oracle(const RandomProblem& problem, const Standardization& scale) : m_problem(problem)
    {
        m_features = problem.features.cast<double>();
        for (Index j = 0; j < m_features.cols(); ++j)
            m_features.col(j) = ((m_features.col(j).array() - scale.mean[static_cast<std::size_t>(j)])
                                 / scale.deviation[static_cast<std::size_t>(j)]).matrix();
        m_shares = VectorXd::Ones(m_features.rows());
        for (std::size_t i = 0; i < problem.weights.size(); ++i)
            m_shares[static_cast<Index>(i)] = problem.weights[i];
        m_shares /= m_shares.sum();
    }

    /// Largest violation relative to λα (to λ/1000 for a ridge).
    double violation(const PathPoint& point) const
    {
        const MatrixXd weights = dense(point.head);
        const double alpha = m_problem.options.alpha;
        const double l1 = point.lambda * alpha;
        const MatrixXd residual = residuals(weights, point.head.bias);
        const MatrixXd gradient = residual.transpose() * m_features + point.lambda * (1 - alpha) * weights;
        double worst = residual.colwise().sum().cwiseAbs().maxCoeff();
        for (Index j = 0; j < gradient.cols(); ++j) {
            if (!m_problem.options.grouped) {
                for (Index k = 0; k < gradient.rows(); ++k)
                    worst = std::max(worst, weights(k, j) != 0 ? std::abs(gradient(k, j) + std::copysign(l1, weights(k, j)))
                                                               : std::abs(gradient(k, j)) - l1);
                continue;
            }
            const double norm = weights.col(j).norm();
            worst = std::max(worst, norm > 0 ? (gradient.col(j) + l1 / norm * weights.col(j)).norm()
                                             : gradient.col(j).norm() - l1);
        }
        return worst / (point.lambda * std::max(alpha, 1e-3));
    }

private:
    MatrixXd dense(const SparseHead& head) const
    {
        MatrixXd weights = MatrixXd::Zero(head.classCount(), head.features);
        for (int k = 0; k < head.classCount(); ++k)
            for (const HeadWeight& entry : head.classes[static_cast<std::size_t>(k)])
                weights(k, entry.feature) = entry.weight;
        return weights;
    }

    MatrixXd residuals(const MatrixXd& weights, const std::vector<double>& bias) const
    {
        MatrixXd residual = m_features * weights.transpose();
        for (Index i = 0; i < residual.rows(); ++i) {
            for (Index k = 0; k < residual.cols(); ++k)
                residual(i, k) += bias[static_cast<std::size_t>(k)];
            const auto row = static_cast<std::size_t>(i);
            if (m_problem.options.family == Family::Gaussian) {
                residual(i, 0) -= m_problem.targets[row];
            } else {
                residual.row(i) = (residual.row(i).array() - residual.row(i).maxCoeff()).exp().matrix().eval();
                residual.row(i) /= residual.row(i).sum();
                residual(i, m_problem.labels[row]) -= 1;
            }
            residual.row(i) *= m_shares[i];
        }
        return residual;
    }

    const RandomProblem& m_problem;
    MatrixXd m_features;
    VectorXd m_shares;
};

}  // namespace

class PropertiesTest : public QObject {
    Q_OBJECT

private slots:
    void optimalOnRandomProblems()
    {
        double worst = 0;
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            const RandomProblem problem = randomProblem(seed);
            Progress progress;
            const auto result = fitPath(problem.data(), {}, problem.options, progress);
            QVERIFY2(result.ok(), qPrintable(QStringLiteral("seed %1").arg(seed)));
            const Oracle oracle(problem, result->scale);
            for (const PathPoint& point : result->points) {
                const double violation = oracle.violation(point);
                worst = std::max(worst, violation);
                const auto where = QStringLiteral("seed %1, λ number %2: violation %3, certificate %4, gap %5").arg(seed)
                                       .arg(point.index).arg(violation).arg(point.certificate.kktViolation)
                                       .arg(point.certificate.relativeGap);
                QVERIFY2(point.certificate.converged, qPrintable(where));
                // Our matrix is the standardised one rounded to float32, hence the room.
                QVERIFY2(violation < 1e-5 + 2e-4 / std::max(problem.options.alpha, 1e-2), qPrintable(where));
                QVERIFY2(point.certificate.relativeGap >= 0, qPrintable(where));
                if (problem.options.alpha > 0 && problem.options.alpha < 1)
                    QVERIFY2(point.certificate.relativeGap < 1e-2, qPrintable(where));
            }
        }
        qInfo("largest violation %g", worst);
    }

    /// λ_max is that of the numbers the solver sees: nothing enters before it, something soon after.
    void firstPointIsAllZero()
    {
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            RandomProblem problem = randomProblem(seed);
            if (problem.options.alpha == 0)
                continue;
            problem.options.lambdaRatio = 0.9;
            problem.options.lambdaCount = 2;
            Progress progress;
            const auto result = fitPath(problem.data(), {}, problem.options, progress);
            QVERIFY(result.ok());
            QCOMPARE(result->points[0].head.meanNonZerosPerClass(), 0.0);
            QCOMPARE(result->points[0].lambda, result->lambdaMax);
            QVERIFY(result->points[1].head.meanNonZerosPerClass() > 0);
        }
    }

    void objectiveFallsWithLambda()
    {
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const RandomProblem problem = randomProblem(seed);
            Progress progress;
            const auto result = fitPath(problem.data(), {}, problem.options, progress);
            QVERIFY(result.ok());
            for (std::size_t i = 1; i < result->points.size(); ++i)
                QVERIFY(result->points[i].certificate.objective <= result->points[i - 1].certificate.objective + 1e-12);
        }
    }
};

QTEST_GUILESS_MAIN(PropertiesTest)
#include "properties_test.moc"
