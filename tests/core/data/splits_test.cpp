// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/dataset.h"

#include <QTest>

#include <map>

using namespace sparsescope;

namespace {

std::vector<DatasetItem> itemsOf(const std::vector<int>& classSizes)
{
    std::vector<DatasetItem> items;
    for (int label = 0; label < static_cast<int>(classSizes.size()); ++label)
        for (int i = 0; i < classSizes[static_cast<std::size_t>(label)]; ++i)
            items.push_back({"class" + std::to_string(label) + "/" + std::to_string(i) + ".jpg", label, Split::Test});
    return items;
}

std::array<int, 3> sizes(const std::vector<DatasetItem>& items, int label)
{
    std::array<int, 3> result{};
    for (const DatasetItem& item : items)
        if (item.label == label)
            ++result[static_cast<std::size_t>(item.split)];
    return result;
}

}  // namespace

class SplitsTest : public QObject {
    Q_OBJECT

private slots:
    void everyClassIsSplitByItsShares_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("validation");
        QTest::addColumn<double>("test");
        QTest::addColumn<QList<int>>("sizes");
        QTest::newRow("a hundred") << 100 << 0.1 << 0.2 << QList<int>{70, 10, 20};
        QTest::newRow("a thousand and one") << 1001 << 0.1 << 0.1 << QList<int>{801, 100, 100};
        QTest::newRow("ten") << 10 << 0.1 << 0.1 << QList<int>{8, 1, 1};
        QTest::newRow("four: one each, the rest to train") << 4 << 0.1 << 0.1 << QList<int>{2, 1, 1};
        QTest::newRow("three: one each") << 3 << 0.1 << 0.1 << QList<int>{1, 1, 1};
        QTest::newRow("two: test before validation") << 2 << 0.1 << 0.1 << QList<int>{1, 0, 1};
        QTest::newRow("two without test: validation") << 2 << 0.1 << 0.0 << QList<int>{1, 1, 0};
        QTest::newRow("one: train") << 1 << 0.1 << 0.1 << QList<int>{1, 0, 0};
        QTest::newRow("no shares") << 50 << 0.0 << 0.0 << QList<int>{50, 0, 0};
        QTest::newRow("shares that would leave none keep one in train") << 3 << 0.45 << 0.54 << QList<int>{1, 0, 2};
    }
    void everyClassIsSplitByItsShares()
    {
        QFETCH(int, count);
        QFETCH(double, validation);
        QFETCH(double, test);
        QFETCH(QList<int>, sizes);
        std::vector<DatasetItem> items = itemsOf({count, 40});
        assignSplits(items, 2, {validation, test, 7, {}});
        const std::array<int, 3> got = ::sizes(items, 0);
        QCOMPARE(QList<int>(got.begin(), got.end()), sizes);
    }

    void seedDecidesAndNothingElse()
    {
        std::vector<DatasetItem> first = itemsOf({60, 60});
        std::vector<DatasetItem> again = itemsOf({60, 60});
        std::vector<DatasetItem> other = itemsOf({60, 60});
        std::reverse(again.begin(), again.end());
        assignSplits(first, 2, {0.2, 0.2, 1, {}});
        assignSplits(again, 2, {0.2, 0.2, 1, {}});
        assignSplits(other, 2, {0.2, 0.2, 2, {}});
        std::reverse(again.begin(), again.end());
        int moved = 0;
        for (std::size_t i = 0; i < first.size(); ++i) {
            QCOMPARE(first[i].split, again[i].split);
            moved += first[i].split != other[i].split ? 1 : 0;
        }
        QVERIFY(moved > 20);
    }

    void anotherPictureMovesFewOthers()
    {
        std::vector<DatasetItem> before = itemsOf({1000});
        std::vector<DatasetItem> after = itemsOf({1001});
        assignSplits(before, 1, {0.1, 0.1, 3, {}});
        assignSplits(after, 1, {0.1, 0.1, 3, {}});
        int moved = 0;
        for (std::size_t i = 0; i < before.size(); ++i)
            moved += before[i].split != after[i].split ? 1 : 0;
        QVERIFY(moved <= 2);
    }

    void picturesAreNotDealtInOrder()
    {
        std::vector<DatasetItem> items = itemsOf({1000});
        assignSplits(items, 1, {0.0, 0.5, 4, {}});
        int early = 0;
        for (std::size_t i = 0; i < 500; ++i)
            early += items[i].split == Split::Test ? 1 : 0;
        QVERIFY(early > 200 && early < 300);  // 250 ± 3.2 standard deviations of the hypergeometric law
    }
};

QTEST_GUILESS_MAIN(SplitsTest)
#include "splits_test.moc"
