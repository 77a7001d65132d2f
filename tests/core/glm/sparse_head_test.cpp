// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/path.h"

#include "base/random.h"

#include <QTest>

using namespace sparsescope;

class SparseHeadTest : public QObject {
    Q_OBJECT

private slots:
    void logitsByHand()
    {
        SparseHead head;
        head.features = 3;
        head.classes = {{{0, 2.0}, {2, -1.0}}, {{1, 0.5}}};
        head.bias = {0.25, -1.0};
        const Standardization scale{{1.0, 2.0, 3.0}, {2.0, 4.0, 0.5}};
        FeatureMatrix rows(2, 3);
        rows << 3.0F, 6.0F, 3.5F, 1.0F, 2.0F, 3.0F;
        const Eigen::MatrixXd z = logits(head, scale, rows);
        QCOMPARE(z(0, 0), 0.25 + 2.0 * 1.0 - 1.0 * 1.0);
        QCOMPARE(z(0, 1), -1.0 + 0.5 * 1.0);
        QCOMPARE(z(1, 0), 0.25);
        QCOMPARE(z(1, 1), -1.0);
        QCOMPARE(head.weight(0, 2), -1.0);
        QCOMPARE(head.weight(0, 1), 0.0);
    }

    void foldedHeadGivesTheSameLogits()
    {
        Random random(3);
        SparseHead head;
        head.features = 40;
        head.classes.resize(4);
        head.bias = {0.1, 0.2, -0.3, 0.0};
        Standardization scale;
        for (int j = 0; j < head.features; ++j) {
            scale.mean.push_back(random.normal());
            scale.deviation.push_back(0.5 + random.uniform());
            for (auto& list : head.classes)
                if (random.uniform() < 0.3)
                    list.push_back({j, random.normal()});
        }
        FeatureMatrix rows(700, head.features);
        for (Eigen::Index i = 0; i < rows.size(); ++i)
            rows.data()[i] = static_cast<float>(random.normal());
        const DenseHead dense = foldStandardization(head, scale);
        Eigen::MatrixXd folded = rows.cast<double>() * dense.weight.transpose();
        folded.rowwise() += dense.bias.transpose();
        QVERIFY((folded - logits(head, scale, rows)).cwiseAbs().maxCoeff() < 1e-12);
    }

    void emptyHeadGivesItsBiases()
    {
        SparseHead head;
        head.features = 2;
        head.classes.resize(2);
        head.bias = {1.0, 2.0};
        const Eigen::MatrixXd z = logits(head, {{0, 0}, {1, 1}}, FeatureMatrix::Ones(3, 2));
        QCOMPARE(z(2, 1), 2.0);
        QCOMPARE(head.meanNonZerosPerClass(), 0.0);
    }

    void standardizationOfHardColumns_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<bool>("constant");
        QTest::newRow("all 0") << 0.0 << 0.0 << true;
        QTest::newRow("14.62 repeated") << 14.62 << 14.62 << true;
        QTest::newRow("one unit in the last place apart") << 1.0 << 1.0000001 << true;
        QTest::newRow("a thousandth on 1000") << 1000.0 << 1000.001 << false;
        QTest::newRow("scale 1e30") << 0.0 << 1e30 << false;
        QTest::newRow("scale 1e-30") << 0.0 << 1e-30 << false;
        QTest::newRow("denormal") << 0.0 << 1e-40 << false;
        QTest::newRow("3e38, whose square overflows float32") << -3e38 << 3e38 << false;
    }

    void standardizationOfHardColumns()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(bool, constant);
        FeatureMatrix rows(1000, 1);
        for (Eigen::Index i = 0; i < rows.rows(); ++i)
            rows(i, 0) = static_cast<float>(i % 2 == 0 ? low : high);
        std::vector<int> found;
        const Standardization scale = standardization(rows, {}, &found);
        QCOMPARE(!found.empty(), constant);
        QVERIFY(std::isfinite(scale.mean[0]));
        const double expected =
            constant ? 1.0 : (static_cast<double>(rows(1, 0)) - static_cast<double>(rows(0, 0))) / 2;
        QVERIFY(std::abs(scale.deviation[0] / expected - 1) < 1e-12);
    }

    void oneNonZeroInManyRowsIsNotConstant()
    {
        FeatureMatrix rows = FeatureMatrix::Zero(1000000, 1);
        rows(77, 0) = 1.0F;
        std::vector<int> found;
        const Standardization scale = standardization(rows, {}, &found);
        QVERIFY(found.empty());
        QVERIFY(std::abs(scale.deviation[0] - std::sqrt(1e-6 * (1 - 1e-6))) < 1e-9);
    }

    void rowsOfWeight0DoNotCount()
    {
        FeatureMatrix rows(3, 1);
        rows << 1.0F, 3.0F, 1000.0F;
        const Standardization scale = standardization(rows, {5.0, 5.0, 0.0});
        QCOMPARE(scale.mean[0], 2.0);
        QCOMPARE(scale.deviation[0], 1.0);
    }
};

QTEST_GUILESS_MAIN(SparseHeadTest)
#include "sparse_head_test.moc"
