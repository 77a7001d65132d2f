// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit.h"
#include "audit/class_order.h"
#include "audit/feature_list.h"
#include "audit/weight_map.h"
#include "support/synthetic_audit.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace sparsescope;

namespace {

std::shared_ptr<const HeadAnalysis> analysed(const SyntheticOptions& options, int index = -1)
{
    Progress silent;
    const auto data = syntheticData(options);
    if (!data.ok())
        return nullptr;
    const auto head = analyseHead(data.value(), index, silent);
    return head.ok() ? head.value() : nullptr;
}

WeightMap mapOf(const HeadAnalysis& head, const MapOptions& options)
{
    Progress silent;
    auto map = weightMap(head, options, silent);
    return map.ok() ? std::move(map.value()) : WeightMap();
}

/// Classes 0 and 2 alike, 1 and 3 alike, 4 without weights.
SparseHead pairs()
{
    SparseHead head;
    head.features = 4;
    head.classes = {{{0, 1.0}, {1, 0.9}}, {{2, 1.0}, {3, -1.0}}, {{0, 0.8}, {1, 1.0}}, {{2, 0.9}, {3, -1.2}}, {}};
    head.bias.assign(5, 0.0);
    return head;
}

}  // namespace

class WeightMapTest : public QObject {
    Q_OBJECT

private slots:
    void everyWeightHasItsCell_data()
    {
        QTest::addColumn<int>("order");
        QTest::newRow("by number") << int(MapOrder::Data);
        QTest::newRow("by similarity") << int(MapOrder::Similarity);
        QTest::newRow("by use") << int(MapOrder::Use);
    }

    void everyWeightHasItsCell()
    {
        QFETCH(int, order);
        const auto head = analysed({});
        const WeightMap map = mapOf(*head, {static_cast<MapOrder>(order), -1});
        QCOMPARE(static_cast<int>(map.rows.size()), head->data().classCount());
        QCOMPARE(map.columns.size(), head->head().usedFeatures().size());
        std::int64_t weights = 0;
        double largest = 0;
        for (int row = 0; row < static_cast<int>(map.rows.size()); ++row) {
            const int klass = map.rows[static_cast<std::size_t>(row)].klass;
            QCOMPARE(map.rowOf(klass), row);
            for (int column = 0; column < static_cast<int>(map.columns.size()); ++column) {
                const int feature = map.columns[static_cast<std::size_t>(column)].feature;
                QCOMPARE(map.weight(row, column), head->head().weight(klass, feature));
                weights += map.weight(row, column) != 0;
                largest = std::max(largest, std::abs(map.weight(row, column)));
            }
        }
        QCOMPARE(map.weights, weights);
        QCOMPARE(map.largest, largest);
    }

    void classesAreOrderedByUse()
    {
        const auto head = analysed({});
        const WeightMap map = mapOf(*head, {MapOrder::Use, -1});
        for (std::size_t row = 1; row < map.rows.size(); ++row)
            QVERIFY(map.rows[row].cells.size() <= map.rows[row - 1].cells.size());
    }

    void similarClassesStandTogether()
    {
        Progress silent;
        const auto order = bySimilarity(pairs(), {0, 1, 2, 3, 4}, silent);
        QVERIFY(order.ok());
        std::vector<int> place(5);
        for (std::size_t i = 0; i < order->size(); ++i)
            place[static_cast<std::size_t>((*order)[i])] = static_cast<int>(i);
        QCOMPARE(std::abs(place[0] - place[2]), 1);
        QCOMPARE(std::abs(place[1] - place[3]), 1);
        QCOMPARE(place[4], 4);
        QCOMPARE(bySimilarity(pairs(), {0, 1, 2, 3, 4}, silent).value(), order.value());
        QVERIFY(bySimilarity(pairs(), {}, silent)->empty());
        QCOMPARE(bySimilarity(pairs(), {3}, silent).value(), std::vector<int>{3});
    }

    void relativesShareAFeature()
    {
        const auto head = analysed({}, 3);
        const WeightMap map = mapOf(*head, {MapOrder::Data, 2});
        QVERIFY(map.rowOf(2) >= 0);
        for (int klass = 0; klass < head->data().classCount(); ++klass) {
            bool shares = klass == 2;
            for (const HeadWeight& weight : head->head().classes[2])
                shares = shares || head->head().weight(klass, weight.feature) != 0;
            QCOMPARE(map.rowOf(klass) >= 0, shares);
        }
    }

    void aThousandClassesAreOrderedSoon()
    {
        SyntheticOptions options;
        options.classes = 1000;
        options.perClass = 3;
        options.features = 2048;
        options.made = true;
        const auto head = analysed(options);
        QVERIFY(head != nullptr);
        QElapsedTimer clock;
        clock.start();
        const WeightMap map = mapOf(*head, {MapOrder::Similarity, -1});
        QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
        std::set<int> seen;
        for (const WeightMap::Row& row : map.rows)
            seen.insert(row.klass);
        QCOMPARE(seen.size(), 1000U);
    }

    void bandsAreTheWeights()
    {
        const auto head = analysed({});
        const WeightFlow flow = weightFlow(*head, {.klass = 1});
        QVERIFY(!flow.features.empty());
        QCOMPARE(flow.classes.front().klass, 1);
        QCOMPARE(static_cast<int>(flow.features.size()) + flow.moreFeatures, head->head().nonZeros(1));
        for (const WeightFlow::Band& band : flow.bands)
            QCOMPARE(band.weight, head->head().weight(flow.classes[static_cast<std::size_t>(band.klass)].klass,
                                                      flow.features[static_cast<std::size_t>(band.feature)].feature));
    }

    void whatIsLeftOutOfAFlowIsCounted()
    {
        const auto head = analysed({}, 8);
        FlowOptions options{.klass = 0};
        options.mostFeatures = 2;
        options.mostClasses = 2;
        options.mostBands = 1;
        const WeightFlow flow = weightFlow(*head, options);
        QCOMPARE(flow.bands.size(), 1U);
        QCOMPARE(flow.features.size(), 2U);
        QCOMPARE(flow.classes.size(), 1U);
        QCOMPARE(flow.moreFeatures, head->head().nonZeros(0) - 2);
        std::set<int> users;
        for (const WeightFlow::Feature& feature : flow.features)
            for (const HeadAnalysis::Use& use : head->uses(feature.feature))
                users.insert(use.klass);
        QCOMPARE(flow.moreClasses, static_cast<int>(users.size()) - 1);
    }

    void aFlowOfNothingIsEmpty()
    {
        const auto head = analysed({});
        for (const FlowOptions& options : {FlowOptions{}, FlowOptions{.klass = 99}, FlowOptions{.feature = 64}, FlowOptions{.feature = 61}}) {
            const WeightFlow flow = weightFlow(*head, options);
            QVERIFY(flow.features.empty());
            QVERIFY(flow.bands.empty());
        }
    }

    void filtersOfFeaturesAgreeWithTheHead()
    {
        const auto head = analysed({});
        std::vector<FeatureRow> rows = featureList(*head);
        rows[5].name = "Blue Corner";
        rows[6].note = "look again";
        rows[7].stability = 0.9;
        rows[8].stability = 0.2;
        const auto kept = [&](const FeatureFilter& filter) {
            int count = 0;
            for (const FeatureRow& row : rows)
                count += keeps(filter, row, head->head());
            return count;
        };
        FeatureFilter filter;
        QCOMPARE(kept(filter), 64);
        filter.use = FeatureFilter::Use::Used;
        QCOMPARE(kept(filter), static_cast<int>(head->head().usedFeatures().size()));
        filter = {};
        filter.klass = 2;
        QCOMPARE(kept(filter), head->head().nonZeros(2));
        filter = {};
        filter.health = FeatureFilter::Health::Problem;
        QCOMPARE(kept(filter), 3);
        filter = {};
        filter.naming = FeatureFilter::Naming::Named;
        QCOMPARE(kept(filter), 1);
        filter.naming = FeatureFilter::Naming::Noted;
        QCOMPARE(kept(filter), 1);
        filter = {};
        filter.leastStability = 0.8;
        QCOMPARE(kept(filter), 1);
        filter = {};
        filter.belowStability = 0.8;
        QCOMPARE(kept(filter), 1);
        filter = {};
        filter.words = "corner BLUE";
        QCOMPARE(kept(filter), 1);
    }

    void sortedFeaturesKeepTheUnknownLast()
    {
        const auto head = analysed({});
        std::vector<FeatureRow> rows = featureList(*head);
        rows[9].stability = 0.5;
        rows[4].stability = 0.7;
        for (const bool descending : {false, true}) {
            sortFeatures(rows, FeatureOrder::Stability, descending);
            QCOMPARE(rows[0].feature, descending ? 4 : 9);
            QCOMPARE(rows[1].feature, descending ? 9 : 4);
        }
        sortFeatures(rows, FeatureOrder::Weight, true);
        for (std::size_t i = 1; i < rows.size(); ++i)
            QVERIFY(std::abs(rows[i].largestWeight) <= std::abs(rows[i - 1].largestWeight));
    }
};

QTEST_GUILESS_MAIN(WeightMapTest)
#include "weight_map_test.moc"
