// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/health.h"

#include "base/random.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace sparsescope;

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

/// One column in a matrix of its own.
FeatureHealth healthOf(const std::vector<float>& values)
{
    FeatureMatrix matrix(static_cast<Eigen::Index>(values.size()), 1);
    std::copy(values.begin(), values.end(), matrix.data());
    return featureHealth(matrix)[0];
}

bool near(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

}  // namespace

class HealthTest : public QObject {
    Q_OBJECT

private slots:
    void momentsOfKnownNumbers();
    void aConstantHasNoSpread_data();
    void aConstantHasNoSpread();
    void hugeMeansKeepTheirSpread();
    void saturation_data();
    void saturation();
    void whatIsNotFiniteIsCountedAndLeftOut();
    void duplicatesPointToTheFirst();
    void threadsChangeNothing();
    void noRowsAndNoColumns();
};

void HealthTest::momentsOfKnownNumbers()
{
    // Mean 5 and deviation 2 (of the population) are the textbook's numbers for these eight.
    const FeatureHealth health = healthOf({2, 4, 4, 4, 5, 5, 7, 9});
    QCOMPARE(health.mean, 5.0);
    QCOMPARE(health.deviation, 2.0);
    QCOMPARE(health.minimum, 2.0);
    QCOMPARE(health.maximum, 9.0);
    QCOMPARE(health.zeroShare, 0.0);
    QCOMPARE(health.notFinite, 0);
    QCOMPARE(health.saturatedShare, 0.125);
    QVERIFY(!health.dead && !health.constant && !health.saturated);
    QCOMPARE(healthOf({0, 0, 0, 1}).zeroShare, 0.75);
    QCOMPARE(healthOf({-0.0F, 0, 2, 1}).zeroShare, 0.5);
}

void HealthTest::aConstantHasNoSpread_data()
{
    QTest::addColumn<std::vector<float>>("values");
    QTest::addColumn<bool>("constant");
    QTest::addColumn<bool>("dead");
    QTest::newRow("14.62, a thousand times") << std::vector<float>(1000, 14.62F) << true << false;
    QTest::newRow("0, a thousand times") << std::vector<float>(1000, 0) << true << true;
    QTest::newRow("zeros of both signs") << std::vector<float>{0, -0.0F, 0} << true << true;
    std::vector<float> noisy(1000, 14.62F);
    noisy[500] = std::nextafter(std::nextafter(14.62F, 15.0F), 15.0F);
    QTest::newRow("14.62 with two roundings of noise") << noisy << true << false;
    std::vector<float> one(100000, 0);
    one[77] = 1e-3F;
    QTest::newRow("one small value among zeros") << one << false << false;
    QTest::newRow("a denormal among zeros") << std::vector<float>{0, 0, 1e-40F} << false << false;
    QTest::newRow("a real spread of 1e-4 around 1") << std::vector<float>{1, 1.0001F, 1} << false << false;
    QTest::newRow("a single row") << std::vector<float>{3.5F} << true << false;
    QTest::newRow("1e38") << std::vector<float>(10, 1e38F) << true << false;
}

void HealthTest::aConstantHasNoSpread()
{
    QFETCH(std::vector<float>, values);
    QFETCH(bool, constant);
    QFETCH(bool, dead);
    const FeatureHealth health = healthOf(values);
    QCOMPARE(health.constant, constant);
    QCOMPARE(health.dead, dead);
    if (values[0] == values.back() && values[0] == values[values.size() / 2])
        QVERIFY(near(health.mean, values[0], 1e-6));
    if (std::equal(values.begin() + 1, values.end(), values.begin()))
        QCOMPARE(health.deviation, 0.0);
    if (constant) {
        QCOMPARE(health.saturatedShare, 0.0);
        QVERIFY(!health.saturated);
    }
}

void HealthTest::hugeMeansKeepTheirSpread()
{
    // One pass over squares in float32, or even in double, would lose this: 1e8 ± 16.
    std::vector<float> values;
    for (int i = 0; i < 100000; ++i)
        values.push_back(i % 2 == 0 ? 1e8F - 16 : 1e8F + 16);
    const FeatureHealth health = healthOf(values);
    QCOMPARE(health.mean, 1e8);
    QCOMPARE(health.deviation, 16.0);
    const FeatureHealth large = healthOf({1e38F, -1e38F, 1e38F, -1e38F});
    QVERIFY(near(large.deviation, 1e38, 1e-6));
    QCOMPARE(large.mean, 0.0);
}

void HealthTest::saturation_data()
{
    QTest::addColumn<int>("atMaximum");
    QTest::addColumn<double>("share");
    QTest::addColumn<bool>("saturated");
    QTest::newRow("9 of 1000 are chance") << 9 << 0.0 << false;
    QTest::newRow("10 of 1000 are told") << 10 << 0.01 << false;
    QTest::newRow("499 of 1000 are not half") << 499 << 0.499 << false;
    QTest::newRow("500 of 1000 are half") << 500 << 0.5 << true;
    QTest::newRow("900 of 1000") << 900 << 0.9 << true;
}

void HealthTest::saturation()
{
    QFETCH(int, atMaximum);
    QFETCH(double, share);
    QFETCH(bool, saturated);
    std::vector<float> values;
    for (int i = 0; i < 1000; ++i)
        values.push_back(i < 1000 - atMaximum ? 0.005F * static_cast<float>(i) : 6.0F);
    const FeatureHealth health = healthOf(values);
    QCOMPARE(health.saturatedShare, share);
    QCOMPARE(health.saturated, saturated);
    QCOMPARE(health.maximum, 6.0);
}

void HealthTest::whatIsNotFiniteIsCountedAndLeftOut()
{
    const FeatureHealth health = healthOf({1, notANumber, 3, infinity, -infinity});
    QCOMPARE(health.notFinite, 3);
    QCOMPARE(health.mean, 2.0);
    QCOMPARE(health.deviation, 1.0);
    QCOMPARE(health.minimum, 1.0);
    QCOMPARE(health.maximum, 3.0);
    const FeatureHealth nothing = healthOf({notANumber, notANumber});
    QCOMPARE(nothing.notFinite, 2);
    QCOMPARE(nothing.mean, 0.0);
    QVERIFY(!nothing.dead && !nothing.constant && !nothing.saturated);
}

void HealthTest::duplicatesPointToTheFirst()
{
    FeatureMatrix matrix(4, 9);
    matrix.col(0) << 1, 2, 3, 4;
    matrix.col(1) << 1, 2, 3, 5;
    matrix.col(2) << 1, 2, 3, 4;
    matrix.col(3) << 0, 0, 0, 0;
    matrix.col(4) << 1, 2, 3, 5;
    matrix.col(5) << -0.0F, 0, 0, 0;
    matrix.col(6) << 1, 2, 3, 4;
    matrix.col(7) << notANumber, 2, 3, 4;
    matrix.col(8) << notANumber, 2, 3, 4;
    const int expected[] = {-1, -1, 0, -1, 1, 3, 0, -1, 7};
    const auto health = featureHealth(matrix);
    for (int j = 0; j < 9; ++j)
        QCOMPARE(health[static_cast<std::size_t>(j)].duplicateOf, expected[j]);
}

void HealthTest::threadsChangeNothing()
{
    Random random(3);
    FeatureMatrix matrix(503, 67);
    for (Eigen::Index i = 0; i < matrix.size(); ++i)
        matrix.data()[i] = static_cast<float>(random.normal());
    matrix.col(60) = matrix.col(2);
    const auto one = featureHealth(matrix, 1);
    const auto three = featureHealth(matrix.leftCols(67), 3);
    for (std::size_t j = 0; j < 67; ++j) {
        const Eigen::VectorXd column = matrix.col(static_cast<Eigen::Index>(j)).cast<double>();
        const double mean = column.mean();
        const double deviation = std::sqrt((column.array() - mean).square().mean());
        QVERIFY(near(one[j].mean, mean, 1e-12));
        QVERIFY(near(one[j].deviation, deviation, 1e-12));
        QCOMPARE(three[j].mean, one[j].mean);
        QCOMPARE(three[j].deviation, one[j].deviation);
        QCOMPARE(three[j].duplicateOf, j == 60 ? 2 : -1);
    }
    // Columns of a wider matrix: rows are not contiguous.
    const auto part = featureHealth(matrix.middleCols(2, 10), 2);
    QCOMPARE(part[0].mean, one[2].mean);
    QCOMPARE(part[9].deviation, one[11].deviation);
}

void HealthTest::noRowsAndNoColumns()
{
    QVERIFY(featureHealth(FeatureMatrix(5, 0), 2).empty());
    const auto health = featureHealth(FeatureMatrix(0, 3), 2);
    QCOMPARE(health.size(), 3U);
    QCOMPARE(health[2].duplicateOf, -1);
    QVERIFY(!health[0].dead && !health[0].constant);
}

QTEST_GUILESS_MAIN(HealthTest)
#include "health_test.moc"
