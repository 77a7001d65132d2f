// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/random.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace sparsescope;

/// Known answers: the generators are part of the promise that the same seed gives the same audit everywhere.
class RandomTest : public QObject {
    Q_OBJECT

private slots:
    void theFirstNumbersAreThoseOfTheReference();
    void uniformsHaveTheirMeanAndRange();
    void normalsHaveTheirMoments();
    void boundedNumbersAreFair();
    void shufflesArePermutationsAndRepeatable();
};

/// By the published algorithms of Vigna (xoshiro256starstar.c, splitmix64.c) for the seed 42, worked out in Python.
void RandomTest::theFirstNumbersAreThoseOfTheReference()
{
    Random random(42);
    for (const std::uint64_t expected : {1546998764402558742ULL, 6990951692964543102ULL, 12544586762248559009ULL, 17057574109182124193ULL})
        QCOMPARE(random.next(), expected);
}

void RandomTest::uniformsHaveTheirMeanAndRange()
{
    Random random(1);
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double value = random.uniform();
        QVERIFY(value >= 0 && value < 1);
        sum += value;
    }
    QVERIFY(std::abs(sum / 100'000 - 0.5) < 0.005);
}

void RandomTest::normalsHaveTheirMoments()
{
    Random random(2);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double value = random.normal();
        QVERIFY(std::isfinite(value));
        sum += value;
        squares += value * value;
    }
    QVERIFY(std::abs(sum / 100'000) < 0.02);
    QVERIFY(std::abs(squares / 100'000 - 1) < 0.03);
}

void RandomTest::boundedNumbersAreFair()
{
    Random random(3);
    std::vector<int> counts(7);
    for (int i = 0; i < 70'000; ++i)
        ++counts[random.below(7)];
    for (const int count : counts)
        QVERIFY2(std::abs(count - 10'000) < 500, qPrintable(QString::number(count)));
    for (int i = 0; i < 100; ++i)
        QCOMPARE(random.below(1), std::uint64_t(0));
}

void RandomTest::shufflesArePermutationsAndRepeatable()
{
    std::vector<int> first(1000);
    std::iota(first.begin(), first.end(), 0);
    const std::vector<int> sorted = first;
    std::vector<int> second = first;
    Random(9).shuffle(first);
    Random(9).shuffle(second);
    QVERIFY(first == second);
    QVERIFY(first != sorted);
    std::sort(first.begin(), first.end());
    QVERIFY(first == sorted);
}

QTEST_GUILESS_MAIN(RandomTest)
#include "random_test.moc"
