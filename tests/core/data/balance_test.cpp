// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/balance.h"

#include <numeric>

#include <QtTest>

using namespace sparsescope;

namespace {

/// 30 rows of class 0, 10 of class 1 and 7 of class 2 in train, 6, 3 and none in validation, 2, 1 and 1 in test.
struct Rows {
    std::vector<int> labels;
    std::vector<Split> splits;
};

Rows someRows()
{
    Rows rows;
    const int counts[3][3] = {{30, 10, 7}, {6, 3, 0}, {2, 1, 1}};
    for (int split = 0; split < 3; ++split)
        for (int label = 0; label < 3; ++label)
            for (int i = 0; i < counts[split][label]; ++i) {
                rows.labels.push_back(label);
                rows.splits.push_back(static_cast<Split>(split));
            }
    return rows;
}

BalancedRows balanced(Balance balance, std::uint64_t seed = 0)
{
    const Rows rows = someRows();
    return balanceRows(rows.labels, rows.splits, 3, balance, seed);
}

using Counts = std::array<std::int64_t, 3>;

}  // namespace

class BalanceTest : public QObject {
    Q_OBJECT

private slots:
    void nothingIsDoneUnlessAsked();
    void rowsAreLeftOutDownToTheSmallest();
    void weightsRepeatRowsUpToTheLargest();
    void weightsAreInverseShares();
    void theSeedDecidesWho();
    void theSentenceHasTheNumbers();
};

void BalanceTest::nothingIsDoneUnlessAsked()
{
    const BalancedRows rows = balanced(Balance::None);
    QCOMPARE(rows.rows.size(), someRows().labels.size());
    QVERIFY(std::all_of(rows.weights.begin(), rows.weights.end(), [](double weight) { return weight == 1; }));
    QCOMPARE(rows.counts[0].before, (Counts{30, 6, 2}));
    QCOMPARE(rows.counts[0].after, rows.counts[0].before);
}

void BalanceTest::rowsAreLeftOutDownToTheSmallest()
{
    const BalancedRows rows = balanced(Balance::Down);
    QCOMPARE(rows.counts[0].after, (Counts{7, 3, 2}));
    QCOMPARE(rows.counts[1].after, (Counts{7, 3, 1}));
    QCOMPARE(rows.counts[2].after, (Counts{7, 0, 1}));
    QCOMPARE(rows.rows.size(), std::size_t{7 * 3 + 3 * 2 + 4});
    QVERIFY(std::is_sorted(rows.rows.begin(), rows.rows.end()));
    QVERIFY(std::all_of(rows.weights.begin(), rows.weights.end(), [](double weight) { return weight == 1; }));
}

void BalanceTest::weightsRepeatRowsUpToTheLargest()
{
    const BalancedRows rows = balanced(Balance::Up);
    QCOMPARE(rows.rows.size(), someRows().labels.size());
    for (int label = 0; label < 3; ++label)
        QCOMPARE(rows.counts[static_cast<std::size_t>(label)].after[0], std::int64_t{30});
    QCOMPARE(rows.counts[1].after, (Counts{30, 6, 1}));
    for (const double weight : rows.weights)
        QCOMPARE(weight, std::round(weight));
    // 30 = 7 · 4 + 2: two rows of class 2 count five times, the others four times.
    QCOMPARE(std::count(rows.weights.begin() + 40, rows.weights.begin() + 47, 5.0), std::ptrdiff_t{2});
    QCOMPARE(std::count(rows.weights.begin() + 40, rows.weights.begin() + 47, 4.0), std::ptrdiff_t{5});
}

void BalanceTest::weightsAreInverseShares()
{
    const BalancedRows rows = balanced(Balance::Weights);
    const double train = std::accumulate(rows.weights.begin(), rows.weights.begin() + 47, 0.0);
    QVERIFY(std::abs(train - 47) < 1e-9);
    QVERIFY(std::abs(rows.weights[0] - 47.0 / (3 * 30)) < 1e-12);
    QVERIFY(std::abs(rows.weights[46] - 47.0 / (3 * 7)) < 1e-12);
    QCOMPARE(rows.weights.back(), 1.0);  // test
}

void BalanceTest::theSeedDecidesWho()
{
    QCOMPARE(balanced(Balance::Down, 3).rows, balanced(Balance::Down, 3).rows);
    QVERIFY(balanced(Balance::Down, 3).rows != balanced(Balance::Down, 4).rows);
}

void BalanceTest::theSentenceHasTheNumbers()
{
    const std::vector<DatasetClass> classes{{"a", "apples", {}}, {"b", "pears", {}}, {"c", "plums", {}}};
    QCOMPARE(QString::fromStdString(balanceSentence(balanced(Balance::Down), Balance::Down, classes)),
             QString::fromUtf8("Balanced by leaving out rows: apples 30 → 7, pears 10 → 7, plums 7 → 7 (train)."));
    QCOMPARE(balanceSentence(balanced(Balance::None), Balance::None, classes), std::string());
    QCOMPARE(balanceName(Balance::Up), std::string("up"));
}

QTEST_APPLESS_MAIN(BalanceTest)
#include "balance_test.moc"
