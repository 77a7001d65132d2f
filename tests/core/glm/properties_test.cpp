// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "../../support/kkt_oracle.h"
#include "random_problem.h"

#include <QTest>

using namespace sparsescope;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

double violationAt(const KktOracle& oracle, const PathPoint& point)
{
    MatrixXd weights = MatrixXd::Zero(point.head.classCount(), point.head.features);
    for (int k = 0; k < point.head.classCount(); ++k)
        for (const HeadWeight& entry : point.head.classes[static_cast<std::size_t>(k)])
            weights(k, entry.feature) = entry.weight;
    const auto& bias = point.head.bias;
    return oracle.violation(point.lambda, weights, VectorXd::Map(bias.data(), static_cast<Eigen::Index>(bias.size())));
}

}  // namespace

class PropertiesTest : public QObject {
    Q_OBJECT

private slots:
    void optimalOnRandomProblems()
    {
        double worst = 0;
        for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
            const RandomProblem problem = randomProblem(seed);
            Progress progress;
            const GlmData data = problem.data();
            const auto result = fitPath(data, {}, problem.options, progress);
            QVERIFY2(result.ok(), qPrintable(QStringLiteral("seed %1").arg(seed)));
            const KktOracle oracle(data, problem.options, result->scale);
            for (const PathPoint& point : result->points) {
                const double violation = violationAt(oracle, point);
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
            problem.options.rules.clear();  // They may leave nothing that could enter.
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
