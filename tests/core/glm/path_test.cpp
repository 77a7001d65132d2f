// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "random_problem.h"

#include "glm/certificate.h"
#include "glm/streamed_matrix.h"

#include <QTest>

#include <cmath>

using namespace sparsescope;

namespace {

Result<PathResult> fitted(const RandomProblem& problem, const std::vector<PathPoint>& resumeFrom = {})
{
    Progress progress;
    return fitPath(problem.data(), {}, problem.options, progress, {}, resumeFrom);
}

bool sameBits(const PathPoint& a, const PathPoint& b)
{
    if (a.lambda != b.lambda || a.head.bias != b.head.bias || a.head.classCount() != b.head.classCount()
        || a.certificate.objective != b.certificate.objective || a.certificate.kktViolation != b.certificate.kktViolation)
        return false;
    for (std::size_t k = 0; k < a.head.classes.size(); ++k) {
        const auto& left = a.head.classes[k];
        const auto& right = b.head.classes[k];
        if (!std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const HeadWeight& x, const HeadWeight& y) {
                return x.feature == y.feature && x.weight == y.weight;
            }))
            return false;
    }
    return true;
}

/// A problem of a chosen family with enough rows for a path worth resuming.
RandomProblem problemOf(Family family, bool grouped = false)
{
    for (std::uint64_t seed = 1000;; ++seed) {
        RandomProblem problem = randomProblem(seed);
        if (problem.options.family != family || (family == Family::Multinomial && problem.classes < 3))
            continue;
        problem.options.alpha = 0.99;
        problem.options.grouped = grouped;
        problem.options.lambdaCount = 20;
        return problem;
    }
}

}  // namespace

class PathTest : public QObject {
    Q_OBJECT

private slots:
    void families_data()
    {
        QTest::addColumn<int>("family");
        QTest::addColumn<bool>("grouped");
        QTest::newRow("multinomial") << 0 << false;
        QTest::newRow("multinomial grouped") << 0 << true;
        QTest::newRow("binomial") << 1 << false;
        QTest::newRow("gaussian") << 2 << false;
    }

    void families() { twiceTheSameBits(); resumesToTheSameBits(); }

    /// Rows in several pieces that are standardised on every pass are the same problem.
    void streamedShardsGiveTheSameBits()
    {
        const RandomProblem problem = problemOf(Family::Multinomial);
        const Eigen::Index half = problem.features.rows() / 3;
        GlmData data = problem.data();
        data.train = FeatureRows({{problem.features.data(), half, problem.features.cols()},
                                  {problem.features.row(half).data(), problem.features.rows() - half, problem.features.cols()}},
                                 problem.features.cols());
        data.matrix = makeStreamedMatrix;
        Progress progress;
        const auto streamed = fitPath(data, {}, problem.options, progress);
        const auto inMemory = fitted(problem);
        QVERIFY(streamed.ok() && inMemory.ok());
        QCOMPARE(streamed->points.size(), inMemory->points.size());
        for (std::size_t i = 0; i < streamed->points.size(); ++i)
            QVERIFY2(sameBits(streamed->points[i], inMemory->points[i]), qPrintable(QString("λ number %1").arg(i)));
    }

    /// A certificate that could not fail would be worth nothing.
    void certificateCatchesAPerturbedSolution()
    {
        const RandomProblem problem = problemOf(Family::Multinomial);
        const auto result = fitted(problem);
        QVERIFY(result.ok());
        const GlmData data = problem.data();
        const Problem prepared = makeProblem(data, problem.options, result->scale, result->excludedFeatures);
        const PathPoint& point = result->points[12];
        const Penalty penalty = prepared.penalty(point.lambda, problem.options.alpha, 0, point.lambda);
        Coefficients coefficients = prepared.fromHead(point.head);
        Certifier certifier(prepared);
        const Certificate right = certifier.measure(penalty, coefficients, problem.options.tolerance).certificate;
        QVERIFY(right.converged);
        QVERIFY(std::abs(right.kktViolation - point.certificate.kktViolation) < 1e-3 * right.kktViolation);
        for (const double change : {0.01, -0.05}) {
            Coefficients wrong = coefficients;
            wrong.weights(0, 1) += change;
            const Certificate caught = certifier.measure(penalty, wrong, problem.options.tolerance).certificate;
            QVERIFY(!caught.converged);
            QVERIFY(caught.kktViolation > 100 * right.kktViolation);
            QVERIFY(caught.relativeGap > right.relativeGap);
            QVERIFY(caught.objective > right.objective);
        }
    }

    void stopKeepsThePrefix()
    {
        const RandomProblem problem = problemOf(Family::Multinomial);
        std::stop_source stop;
        Progress progress({}, stop.get_token());
        int heard = 0;
        const auto result = fitPath(problem.data(), {}, problem.options, progress, [&](const PathPoint& point) {
            QCOMPARE(point.index, heard);
            if (++heard == 5)
                stop.request_stop();
        });
        QVERIFY(result.ok());
        QVERIFY(!result->complete);
        QCOMPARE(result->points.size(), std::size_t(5));
        const auto resumed = fitted(problem, result->points);
        const auto straight = fitted(problem);
        QVERIFY(resumed->complete);
        QCOMPARE(resumed->points.size(), straight->points.size());
        QVERIFY(sameBits(resumed->points.back(), straight->points.back()));
    }

    void foreignPointsAreNotResumed()
    {
        const RandomProblem problem = problemOf(Family::Multinomial);
        auto points = fitted(problem)->points;
        points[3].lambda *= 1.001;
        QCOMPARE(fitted(problem, points).error().code, std::string("E-GLM-020"));
    }

    void deadFeatureIsFineWhenGrouped()
    {
        RandomProblem problem = problemOf(Family::Multinomial, true);
        problem.features.col(0).setZero();
        for (const bool standardize : {true, false}) {
            problem.options.standardize = standardize;
            const auto result = fitted(problem);
            QVERIFY(result.ok());
            QVERIFY(std::count(result->excludedFeatures.begin(), result->excludedFeatures.end(), 0) == 1);
            for (const PathPoint& point : result->points) {
                QVERIFY(std::isfinite(point.certificate.objective) && point.certificate.converged);
                for (int k = 0; k < problem.classes; ++k)
                    QCOMPARE(point.head.weight(k, 0), 0.0);
            }
        }
    }

    /// Grouped features enter and leave all classes together.
    void groupedFeaturesAreAllOrNothing()
    {
        const RandomProblem problem = problemOf(Family::Multinomial, true);
        const auto result = fitted(problem);
        const SparseHead& head = result->points.back().head;
        for (int k = 1; k < head.classCount(); ++k)
            QCOMPARE(head.nonZeros(k), head.nonZeros(0));
    }

    void zeroLambdaOfSeparableClassesIsRegularisedAndSaid()
    {
        RandomProblem problem = problemOf(Family::Multinomial);
        for (Eigen::Index i = 0; i < problem.features.rows(); ++i)
            problem.features(i, 0) = static_cast<float>(10 * problem.labels[static_cast<std::size_t>(i)]);
        problem.features.col(1) = problem.features.col(0).array().square();
        problem.options.includeZero = true;
        const auto result = fitted(problem);
        QVERIFY(result.ok());
        const PathPoint& last = result->points.back();
        QCOMPARE(last.lambda, 0.0);
        QVERIFY(std::isfinite(last.head.bias[0]));
        QCOMPARE(last.scores[0].accuracy, 1.0);
        QVERIFY(!result->notes.empty());
        QVERIFY(result->notes.back().find("separate") != std::string::npos);
    }

    void zeroLambdaIsOrdinaryLeastSquares()
    {
        RandomProblem problem = problemOf(Family::Gaussian);
        problem.features = problem.features.leftCols(4).eval();
        problem.options.includeZero = true;
        problem.options.standardize = false;
        problem.options.tolerance = 1e-7;
        problem.weights.clear();
        const auto result = fitted(problem);
        QVERIFY(result.ok());
        std::vector<int> kept;
        for (int j = 0; j < 4; ++j)
            if (!std::count(result->excludedFeatures.begin(), result->excludedFeatures.end(), j))
                kept.push_back(j);
        Eigen::MatrixXd design(problem.features.rows(), static_cast<Eigen::Index>(kept.size()) + 1);
        for (std::size_t c = 0; c < kept.size(); ++c)
            design.col(static_cast<Eigen::Index>(c)) = problem.features.col(kept[c]).cast<double>();
        design.rightCols(1).setOnes();
        const Eigen::Map<const Eigen::VectorXd> targets(problem.targets.data(), design.rows());
        const Eigen::VectorXd normal = design.transpose() * (design * solve(design, targets) - targets);
        QVERIFY(normal.norm() < 1e-6);
        for (std::size_t c = 0; c < kept.size(); ++c)
            QVERIFY(std::abs(result->points.back().head.weight(0, kept[c]) - solve(design, targets)[static_cast<Eigen::Index>(c)])
                    < 1e-4);
    }

    void threadsAgree()
    {
        RandomProblem problem = problemOf(Family::Multinomial);
        const auto one = fitted(problem);
        problem.options.threads = 2;
        const auto two = fitted(problem);
        QVERIFY(std::abs(one->points.back().certificate.objective - two->points.back().certificate.objective) < 1e-9);
    }

    void evaluationSetsAreScored()
    {
        const RandomProblem problem = problemOf(Family::Multinomial);
        Progress progress;
        const auto result =
            fitPath(problem.data(), {{"validation", problem.features, problem.labels, {}}}, problem.options, progress);
        QVERIFY(result.ok());
        for (const PathPoint& point : result->points) {
            QVERIFY(point.score("validation") && point.score("train"));
            QCOMPARE(point.score("validation")->accuracy, point.score("train")->accuracy);
            QVERIFY(std::abs(point.score("validation")->loss - point.score("train")->loss) < 1e-5);
        }
    }

private:
    static Eigen::VectorXd solve(const Eigen::MatrixXd& design, const Eigen::VectorXd& targets);
    void twiceTheSameBits();
    void resumesToTheSameBits();
};

/// Gaussian elimination with pivoting on the normal equations: small, and not the solver's.
Eigen::VectorXd PathTest::solve(const Eigen::MatrixXd& design, const Eigen::VectorXd& targets)
{
    Eigen::MatrixXd system = design.transpose() * design;
    Eigen::VectorXd right = design.transpose() * targets;
    for (Eigen::Index c = 0; c < system.cols(); ++c) {
        for (Eigen::Index r = 0; r < system.rows(); ++r) {
            if (r == c)
                continue;
            const double factor = system(r, c) / system(c, c);
            system.row(r) -= factor * system.row(c);
            right[r] -= factor * right[c];
        }
    }
    return right.cwiseQuotient(system.diagonal());
}

void PathTest::twiceTheSameBits()
{
    QFETCH(int, family);
    QFETCH(bool, grouped);
    const RandomProblem problem = problemOf(static_cast<Family>(family), grouped);
    const auto first = fitted(problem);
    const auto second = fitted(problem);
    QVERIFY(first.ok() && second.ok());
    for (std::size_t i = 0; i < first->points.size(); ++i)
        QVERIFY(sameBits(first->points[i], second->points[i]));
}

void PathTest::resumesToTheSameBits()
{
    QFETCH(int, family);
    QFETCH(bool, grouped);
    const RandomProblem problem = problemOf(static_cast<Family>(family), grouped);
    const auto straight = fitted(problem);
    QVERIFY(straight.ok() && straight->complete);
    for (const std::size_t at : {std::size_t(1), std::size_t(2), std::size_t(7), std::size_t(19)}) {
        const std::vector<PathPoint> prefix(straight->points.begin(), straight->points.begin() + static_cast<long>(at));
        const auto resumed = fitted(problem, prefix);
        QVERIFY(resumed.ok() && resumed->complete);
        for (std::size_t i = 0; i < straight->points.size(); ++i)
            QVERIFY2(sameBits(resumed->points[i], straight->points[i]),
                     qPrintable(QStringLiteral("resumed at %1, differs at %2").arg(at).arg(i)));
    }
}

QTEST_GUILESS_MAIN(PathTest)
#include "path_test.moc"
