// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/selection.h"

#include <QTest>

using namespace sparsescope;

namespace {

PathPoint point(int index, double accuracy, int nonZeros)
{
    PathPoint made;
    made.index = index;
    made.head.features = 100;
    made.head.classes.resize(2);
    made.head.bias.resize(2);
    for (int j = 0; j < nonZeros; ++j)
        for (auto& list : made.head.classes)
            list.push_back({j, 1.0});
    made.scores = {{"train", accuracy, 0}, {"validation", accuracy, 0}};
    return made;
}

/// Validation accuracies that rise, dip and rise again, as real paths do.
std::vector<PathPoint> samplePath()
{
    return {point(0, 0.50, 0), point(1, 0.84, 2),  point(2, 0.86, 5), point(3, 0.855, 9),
            point(4, 0.90, 20), point(5, 0.895, 40), point(6, 0.90, 80)};
}

}  // namespace

class SelectionTest : public QObject {
    Q_OBJECT

private slots:
    void picks_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("expected");
        QTest::newRow("index takes the point with that number") << "index" << 3.0 << 3;
        QTest::newRow("sparsity takes the nearest number of features") << "sparsity" << 8.0 << 3;
        QTest::newRow("sparsity 0 takes the empty head") << "sparsity" << 0.0 << 0;
        QTest::newRow("absolute takes the sparsest inside the budget, not the one just below it") << "absolute" << 5.0 << 2;
        QTest::newRow("absolute keeps a point exactly on the budget") << "absolute" << 4.0 << 2;
        QTest::newRow("absolute 0 takes the best, the sparsest of equals") << "absolute" << 0.0 << 4;
        QTest::newRow("relative takes the sparsest with that share of the best") << "relative" << 0.93 << 1;
        QTest::newRow("relative 1 takes the best") << "relative" << 1.0 << 4;
        QTest::newRow("percentile takes the sparsest in the upper part of the range") << "percentile" << 0.15 << 1;
        QTest::newRow("percentile 0 takes the best") << "percentile" << 0.0 << 4;
        QTest::newRow("percentile 1 takes the worst, which is sparsest") << "percentile" << 1.0 << 0;
    }

    void picks()
    {
        QFETCH(QString, rule);
        QFETCH(double, value);
        QFETCH(int, expected);
        const auto parsed = ruleFromName(rule.toStdString());
        QVERIFY(parsed.ok());
        QCOMPARE(QString::fromStdString(ruleName(*parsed)), rule);
        const auto chosen = select(samplePath(), {*parsed, value});
        QVERIFY2(chosen.ok(), chosen.failed() ? chosen.error().message.c_str() : "");
        QCOMPARE(*chosen, expected);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<double>("value");
        QTest::newRow("an index past the end") << "index" << 7.0;
        QTest::newRow("half an index") << "index" << 1.5;
        QTest::newRow("a negative number of features") << "sparsity" << -1.0;
        QTest::newRow("a budget above 100 points") << "absolute" << 101.0;
        QTest::newRow("more than the best") << "relative" << 1.1;
        QTest::newRow("a share that is not a number") << "percentile" << std::nan("");
    }

    void refuses()
    {
        QFETCH(QString, rule);
        QFETCH(double, value);
        const auto chosen = select(samplePath(), {*ruleFromName(rule.toStdString()), value});
        QVERIFY(chosen.failed());
        QCOMPARE(chosen.error().code, std::string("E-GLM-041"));
    }

    void saysWhatIsMissing()
    {
        QCOMPARE(select({}, {}).error().code, std::string("E-GLM-043"));
        QCOMPARE(select(samplePath(), {}, "test").error().code, std::string("E-GLM-042"));
        QCOMPARE(ruleFromName("best").error().code, std::string("E-GLM-040"));
    }

    void sparseHeadDescribesItself()
    {
        QCOMPARE(describe({SelectionRule::Absolute, 5}),
                 std::string("The sparsest head within 5 points of the best validation accuracy."));
        QCOMPARE(describe({SelectionRule::Relative, 1}), std::string("The head with the best validation accuracy."));
    }

    /// Non-zero has one meaning here: exactly not 0.
    void tinyWeightsCount()
    {
        auto path = samplePath();
        path[0].head.classes[0] = {{3, 1e-12}};
        QCOMPARE(path[0].head.meanNonZerosPerClass(), 0.5);
        QCOMPARE(path[0].head.usedFeatures(), std::vector<int>{3});
    }
};

QTEST_GUILESS_MAIN(SelectionTest)
#include "selection_test.moc"
