// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "random_problem.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <limits>

using namespace sparsescope;

namespace {

using Spoil = std::function<void(RandomProblem&)>;

/// 40 rows × 6 features, 3 classes, as the start of every row of the tables.
RandomProblem plain()
{
    Random random(5);
    RandomProblem problem;
    problem.features = randomFeatures(random, 40, 6);
    problem.classes = 3;
    for (int i = 0; i < 40; ++i) {
        problem.labels.push_back(i % 3);
        problem.targets.push_back(random.normal());
        problem.features(i, 0) += static_cast<float>(i % 3);
    }
    problem.options.lambdaCount = 12;
    return problem;
}

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float inf = std::numeric_limits<float>::infinity();

struct Case {
    const char* name;
    const char* expected;  // Code of the error; of those that fit: empty.
    const char* says;      // Part of its sentence.
    Spoil spoil;
};

const std::vector<Case>& cases()
{
    static const std::vector<Case> all = {
        {"one NaN", "E-GLM-003", "1 value that is not a finite number, first at row 3, column 2",
         [](RandomProblem& p) { p.features(3, 2) = nan; }},
        {"a column of NaN", "E-GLM-003", "40 values", [](RandomProblem& p) { p.features.col(1).setConstant(nan); }},
        {"all NaN", "E-GLM-003", "240 values", [](RandomProblem& p) { p.features.setConstant(nan); }},
        {"+Inf", "E-GLM-003", "inf", [](RandomProblem& p) { p.features(0, 0) = inf; }},
        {"-Inf", "E-GLM-003", "-inf", [](RandomProblem& p) { p.features(0, 0) = -inf; }},
        {"no rows", "E-GLM-001", "no rows", [](RandomProblem& p) { p.features.resize(0, 6); p.labels.clear(); }},
        {"no columns", "E-GLM-002", "no columns", [](RandomProblem& p) { p.features.resize(40, 0); }},
        {"one class only", "E-GLM-006", "Only class 1 present",
         [](RandomProblem& p) { p.labels.assign(40, 1); }},
        {"one class declared", "E-GLM-006", "need two",
         [](RandomProblem& p) { p.labels.assign(40, 0); p.classes = 1; }},
        {"a gap in the class ids", "E-GLM-007", "class 1",
         [](RandomProblem& p) { std::replace(p.labels.begin(), p.labels.end(), 1, 2); }},
        {"a class whose rows all weigh 0", "E-GLM-007", "class 2",
         [](RandomProblem& p) { for (const auto y : p.labels) p.weights.push_back(y == 2 ? 0.0 : 1.0); }},
        {"a label past the classes", "E-GLM-005", "row 7 is 3, expected 0 to 2", [](RandomProblem& p) { p.labels[7] = 3; }},
        {"a negative label", "E-GLM-005", "row 0 is -1", [](RandomProblem& p) { p.labels[0] = -1; }},
        {"a label too few", "E-GLM-004", "40 rows but 39 labels", [](RandomProblem& p) { p.labels.pop_back(); }},
        {"binomial with three classes", "E-GLM-018", "has 3 classes, expected 2",
         [](RandomProblem& p) { p.options.family = Family::Binomial; }},
        {"a target that is NaN", "E-GLM-016", "row 4",
         [](RandomProblem& p) { p.options.family = Family::Gaussian; p.targets[4] = std::nan(""); }},
        {"a negative weight", "E-GLM-015", "row 2 is -1",
         [](RandomProblem& p) { p.weights.assign(40, 1.0); p.weights[2] = -1; }},
        {"weights all 0", "E-GLM-015", "all 0", [](RandomProblem& p) { p.weights.assign(40, 0.0); }},
        {"all columns constant", "E-GLM-019", "All 6 features are constant",
         [](RandomProblem& p) { p.features.setConstant(14.62F); }},
        {"alpha 1.5", "E-GLM-008", "alpha is 1.5", [](RandomProblem& p) { p.options.alpha = 1.5; }},
        {"alpha NaN", "E-GLM-008", "alpha", [](RandomProblem& p) { p.options.alpha = std::nan(""); }},
        {"k = 0", "E-GLM-009", "lambdaCount (k) is 0", [](RandomProblem& p) { p.options.lambdaCount = 0; }},
        {"k = 1e6", "E-GLM-009", "1000000", [](RandomProblem& p) { p.options.lambdaCount = 1000000; }},
        {"ratio 1", "E-GLM-010", "lambdaRatio is 1", [](RandomProblem& p) { p.options.lambdaRatio = 1; }},
        {"a λ that is NaN", "E-GLM-011", "lambdas[1]", [](RandomProblem& p) { p.options.lambdas = {1, std::nan("")}; }},
        {"a negative λ", "E-GLM-011", "lambdas[1] is -1", [](RandomProblem& p) { p.options.lambdas = {1, -1}; }},
        {"unsorted λs", "E-GLM-011", "must decrease", [](RandomProblem& p) { p.options.lambdas = {0.1, 0.2}; }},
        {"λ = 0 alone", "E-GLM-011", "lambdas[0] is 0", [](RandomProblem& p) { p.options.lambdas = {0}; }},
        {"tolerance 0", "E-GLM-012", "tolerance is 0", [](RandomProblem& p) { p.options.tolerance = 0; }},
        {"maxIterations 0", "E-GLM-013", "maxIterations is 0", [](RandomProblem& p) { p.options.maxIterations = 0; }},
        {"no threads", "E-GLM-014", "threads is 0", [](RandomProblem& p) { p.options.threads = 0; }},

        {"a constant 0 column", "", "", [](RandomProblem& p) { p.features.col(2).setZero(); }},
        {"a constant 14.62 column", "", "", [](RandomProblem& p) { p.features.col(2).setConstant(14.62F); }},
        {"a column that is another's negative", "", "",
         [](RandomProblem& p) { p.features.col(2) = -p.features.col(0); }},
        {"two identical columns", "", "", [](RandomProblem& p) { p.features.col(2) = p.features.col(0); }},
        {"columns at 1e-30 and 1e30", "", "",
         [](RandomProblem& p) { p.features.col(0) *= 1e-30F; p.features.col(1) *= 1e30F; }},
        {"all at 1e30, not standardised", "", "",
         [](RandomProblem& p) { p.features *= 1e30F; p.options.standardize = false; }},
        {"all at 1e-30, not standardised", "", "",
         [](RandomProblem& p) { p.features *= 1e-30F; p.options.standardize = false; }},
        {"1e38, whose squares overflow", "", "", [](RandomProblem& p) { p.features(0, 1) = 1e38F; }},
        {"denormals", "", "", [](RandomProblem& p) { p.features.col(1) *= 1e-41F; }},
        {"targets at 1e30", "", "",
         [](RandomProblem& p) { p.options.family = Family::Gaussian; for (double& t : p.targets) t *= 1e30; }},
        {"fewer rows than features", "", "",
         [](RandomProblem& p) { Random random(9); p.features = randomFeatures(random, 40, 300); }},
        {"a single feature", "", "", [](RandomProblem& p) { p.features = p.features.leftCols(1).eval(); }},
        {"a class with one row", "", "",
         [](RandomProblem& p) { std::replace(p.labels.begin() + 3, p.labels.end(), 2, 0); }},
        {"perfectly separable", "", "",
         [](RandomProblem& p) { for (int i = 0; i < 40; ++i) p.features(i, 3) = static_cast<float>(p.labels[std::size_t(i)] == 1); }},
        {"random labels", "", "",
         [](RandomProblem& p) { Random random(1); for (auto& y : p.labels) y = static_cast<std::int64_t>(random.below(3)); }},
        {"one λ", "", "", [](RandomProblem& p) { p.options.lambdas = {0.01}; }},
        {"weights of 1e300", "", "", [](RandomProblem& p) { p.weights.assign(40, 1e300); }},
        {"lasso with equal columns to λ = 0", "", "",
         [](RandomProblem& p) { p.features.col(2) = p.features.col(0); p.options.alpha = 1; p.options.includeZero = true; }},
    };
    return all;
}

}  // namespace

class HostileTest : public QObject {
    Q_OBJECT

private slots:
    void answersInWordsOrNumbers_data()
    {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < cases().size(); ++i)
            QTest::newRow(cases()[i].name) << static_cast<int>(i);
    }

    void answersInWordsOrNumbers()
    {
        QFETCH(int, number);
        const Case& row = cases()[static_cast<std::size_t>(number)];
        RandomProblem problem = plain();
        row.spoil(problem);
        Progress progress;
        const auto result = fitPath(problem.data(), {}, problem.options, progress);
        if (*row.expected) {
            QVERIFY2(result.failed(), "was fitted");
            QCOMPARE(result.error().code, std::string(row.expected));
            QVERIFY2(result.error().message.find(row.says) != std::string::npos, result.error().message.c_str());
            return;
        }
        QVERIFY2(result.ok(), result.failed() ? result.error().message.c_str() : "");
        QVERIFY(result->complete);
        for (const PathPoint& point : result->points)
            checkFinite(point);
    }

    void iterationLimitMarksThePointAndGoesOn()
    {
        RandomProblem problem = plain();
        problem.options.maxIterations = 1;
        problem.options.tolerance = 1e-9;
        Progress progress;
        const auto result = fitPath(problem.data(), {}, problem.options, progress);
        QVERIFY(result.ok() && result->complete);
        QCOMPARE(result->points.size(), std::size_t(12));
        QVERIFY(!result->points.back().certificate.converged);
    }

    void tinyClassesAreNamed()
    {
        RandomProblem problem = plain();
        std::replace(problem.labels.begin() + 3, problem.labels.end(), 2, 0);
        GlmData data = problem.data();
        data.classNames = {"cat", "dog", "newt"};
        Progress progress;
        const auto result = fitPath(data, {}, problem.options, progress);
        QVERIFY(result.ok() && !result->notes.empty());
        QVERIFY(result->notes[0].find("class 'newt' (1)") != std::string::npos);
    }

private:
    static void checkFinite(const PathPoint& point)
    {
        QVERIFY2(point.certificate.converged, qPrintable(QStringLiteral("λ number %1: violation %2").arg(point.index)
                                                             .arg(point.certificate.kktViolation)));
        QVERIFY(std::isfinite(point.certificate.objective) && std::isfinite(point.certificate.relativeGap));
        for (const double b : point.head.bias)
            QVERIFY(std::isfinite(b));
        for (const auto& list : point.head.classes)
            for (const HeadWeight& entry : list)
                QVERIFY(std::isfinite(entry.weight));
    }
};

QTEST_GUILESS_MAIN(HostileTest)
#include "hostile_test.moc"
