// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/contributions.h"
#include "explain/examples.h"
#include "explain/overlay.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace sparsescope;

class ExplainTest : public QObject {
    Q_OBJECT

private slots:
    void aLogitIsItsBiasAndItsParts()
    {
        SparseHead head;
        head.features = 3;
        head.classes = {{{0, 2.0}, {2, -1.0}}, {}};
        head.bias = {0.5, 0.25};
        const Standardization scale{{1.0, 0.0, 4.0}, {2.0, 1.0, 0.5}};
        Eigen::RowVectorXf row(3);
        row << 5.0F, 9.0F, 5.0F;
        // Class 0: 0.5 + 2·(5−1)/2 − 1·(5−4)/0.5 = 2.5; class 1: 0.25.
        const auto explained = explainLogits(head, scale, row, {0, 1});
        QCOMPARE(explained[0].logit, 2.5);
        QCOMPARE(explained[0].parts.size(), std::size_t{2});
        QCOMPARE(explained[0].parts[0].feature, 0);
        QCOMPARE(explained[0].parts[0].value, 2.0);
        QCOMPARE(explained[0].parts[0].part, 4.0);
        QCOMPARE(explained[0].parts[1].part, -2.0);
        QCOMPARE(explained[1].logit, 0.25);
        QVERIFY(explained[1].parts.empty());
        QCOMPARE(explained[0].probability, 1.0 / (1.0 + std::exp(0.25 - 2.5)));
    }

    void hugeLogitsKeepProbabilitiesFinite()
    {
        SparseHead head;
        head.features = 1;
        head.classes = {{{0, 1e6}}, {{0, -1e6}}};
        head.bias = {0, 0};
        Eigen::RowVectorXf row(1);
        row << 1.0F;
        const auto explained = explainLogits(head, {{0.0}, {1.0}}, row, {0, 1});
        QCOMPARE(explained[0].probability, 1.0);
        QCOMPARE(explained[1].probability, 0.0);
    }

    void extremesLeaveOutNotNumbersAndBreakTiesByRow()
    {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        FeatureMatrix features(6, 1);
        features << 2.0F, nan, 5.0F, 2.0F, 5.0F, -1.0F;
        QCOMPARE(extremeRows(features, 0, 3, true), (std::vector<std::int64_t>{2, 4, 0}));
        QCOMPARE(extremeRows(features, 0, 3, false), (std::vector<std::int64_t>{5, 0, 3}));
        QCOMPARE(extremeRows(features, 0, 99, true).size(), std::size_t{5});
        QCOMPARE(extremeRows(features, 0, 2, true, [](std::int64_t row) { return row != 2; }), (std::vector<std::int64_t>{4, 0}));
        QVERIFY(extremeRows(features, 0, 0, true).empty());
    }

    void histogramHoldsEveryFiniteValueOnce()
    {
        FeatureMatrix features(6, 1);
        features << 0.0F, 1.0F, 2.0F, 3.0F, 4.0F, std::numeric_limits<float>::infinity();
        const Histogram whole = histogram(features, 0, 4);
        QCOMPARE(whole.minimum, 0.0);
        QCOMPARE(whole.maximum, 4.0);
        QCOMPARE(whole.counts, (std::vector<std::int64_t>{1, 1, 1, 2}));
        FeatureMatrix constant = FeatureMatrix::Constant(3, 1, 7.0F);
        QCOMPARE(histogram(constant, 0, 3).counts, (std::vector<std::int64_t>{3, 0, 0}));
        QCOMPARE(histogram(FeatureMatrix(0, 1), 0, 2).counts, (std::vector<std::int64_t>{0, 0}));
    }

    void cividisRunsFromDarkBlueToYellow()
    {
        QCOMPARE(cividis(0.0), (std::array<std::uint8_t, 3>{0x00, 0x22, 0x4E}));
        QCOMPARE(cividis(1.0), (std::array<std::uint8_t, 3>{0xFE, 0xE8, 0x38}));
        QCOMPARE(cividis(std::nan("")), cividis(0.0));
        QCOMPARE(cividis(9.0), cividis(1.0));
        double last = -1;
        for (int i = 0; i <= 255; ++i) {
            const auto c = cividis(i / 255.0);
            const double luminance = 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
            QVERIFY2(luminance >= last - 0.5, "lightness must grow");
            last = luminance;
        }
    }

    void overlayLeavesQuietRegionsAlone()
    {
        const Image grey{4, 2, std::vector<std::uint8_t>(24, 100)};
        const ActivationMap map{1, 2, {0.0F, 3.0F}};
        const Image laid = overlay(grey, map, 0.75);
        QCOMPARE(laid.rgb[0], std::uint8_t{100});
        const auto yellow = cividis(1.0);
        for (std::size_t channel = 0; channel < 3; ++channel)
            QCOMPARE(int(laid.rgb[9 + channel]), int(std::lround(100 * 0.25 + yellow[channel] * 0.75)));
    }

    void overlayOfNothingIsThePicture_data()
    {
        QTest::addColumn<QList<float>>("values");
        QTest::addColumn<int>("width");
        QTest::newRow("all zero") << QList<float>{0, 0} << 2;
        QTest::newRow("all negative") << QList<float>{-1, -2} << 2;
        QTest::newRow("not numbers") << QList<float>{std::nanf(""), std::nanf("")} << 2;
        QTest::newRow("fewer values than the map claims") << QList<float>{1, 1} << 3;
        QTest::newRow("empty") << QList<float>{} << 0;
    }

    void overlayOfNothingIsThePicture()
    {
        QFETCH(QList<float>, values);
        QFETCH(int, width);
        const Image grey{3, 3, std::vector<std::uint8_t>(27, 50)};
        const ActivationMap map{1, width, {values.begin(), values.end()}};
        QCOMPARE(overlay(grey, map).rgb, grey.rgb);
    }
};

QTEST_GUILESS_MAIN(ExplainTest)
#include "explain_test.moc"
