// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/grouped_values.h"
#include "support/synthetic_audit.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <numeric>

using namespace sparsescope;

class GroupedValuesTest : public QObject {
    Q_OBJECT

private slots:
    void groupsShareTheirBinsAndAddUpToAllRows()
    {
        const auto data = *syntheticData();
        const Histogram whole = histogram(data->pieces().table.features, 3, 20);
        for (const ValueGrouping grouping : {ValueGrouping::Splits, ValueGrouping::Class}) {
            const auto values = groupedValues(*data, 3, grouping, 3, 20);
            QVERIFY(values.ok());
            QCOMPARE(values->minimum, whole.minimum);
            QCOMPARE(values->maximum, whole.maximum);
            std::vector<std::int64_t> sum(20);
            for (const auto& group : values->groups) {
                QCOMPARE(std::accumulate(group.counts.begin(), group.counts.end(), std::int64_t{0}), group.rows);
                for (std::size_t i = 0; i < sum.size(); ++i)
                    sum[i] += group.counts[i];
            }
            QVERIFY(sum == whole.counts);
        }
        QCOMPARE(toJson(*groupedValues(*data, 3, ValueGrouping::Splits, -1, 20))["groups"][0]["name"], "train");
        // Feature j is high for class j.
        const auto byClass = groupedValues(*data, 3, ValueGrouping::Class, 3, 20);
        QCOMPARE(byClass->groups.size(), std::size_t{2});
        QVERIFY(byClass->groups[0].mean > byClass->groups[1].mean);
        QCOMPARE(byClass->groups[0].rows, static_cast<std::int64_t>(data->rowsOfClass(3).size()));
    }

    void aConstantFeatureIsInOneBin()
    {
        const auto data = *syntheticData();
        const auto values = groupedValues(*data, data->featureCount() - 2, ValueGrouping::Splits, -1, 5);
        QVERIFY(values.ok());
        for (const auto& group : values->groups)
            QCOMPARE(group.counts[0], group.rows);
    }

    void whatIsNotThereIsRefused()
    {
        const auto data = *syntheticData();
        QCOMPARE(groupedValues(*data, -1, ValueGrouping::Splits, -1, 5).error().code, std::string("E-AUDIT-004"));
        QCOMPARE(groupedValues(*data, 99999, ValueGrouping::Splits, -1, 5).error().code, std::string("E-AUDIT-004"));
        QCOMPARE(groupedValues(*data, 0, ValueGrouping::Class, -1, 5).error().code, std::string("E-AUDIT-004"));
        QVERIFY(groupedValues(*data, 0, ValueGrouping::Splits, -1, 0).ok());
    }
};

QTEST_GUILESS_MAIN(GroupedValuesTest)
#include "grouped_values_test.moc"
