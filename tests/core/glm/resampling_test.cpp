// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/random.h"
#include "glm/resampling.h"

#include <QtTest>

#include <numeric>

using namespace sparsescope;

namespace {

constexpr int classes = 3;

struct Rows {
    FeatureMatrix features;
    Labels labels;
    GlmData data() const { return {.train = features, .labels = labels, .classes = classes}; }
};

/// Feature k tells class k; the rest is noise.
Rows someRows(int count)
{
    Random random(5);
    Rows rows{FeatureMatrix(count, 8), {}};
    for (int i = 0; i < count; ++i) {
        rows.labels.push_back(i % classes);
        for (int j = 0; j < 8; ++j)
            rows.features(i, j) = static_cast<float>(random.normal() + (j == i % classes ? 2.0 : 0.0));
    }
    return rows;
}

std::vector<double> drawnPerClass(const Resample& drawn, const Labels& labels)
{
    std::vector<double> counts(classes, 0);
    for (std::size_t i = 0; i < drawn.rows.size(); ++i)
        counts[static_cast<std::size_t>(labels[static_cast<std::size_t>(drawn.rows[i])])] += drawn.weights[i];
    return counts;
}

PathOptions shortPath()
{
    PathOptions options;
    options.lambdas = {0.2, 0.1, 0.05};
    options.tolerance = 1e-6;
    return options;
}

}  // namespace

class ResamplingTest : public QObject {
    Q_OBJECT

private slots:
    void aDrawDependsOnSeedAndNumberAlone()
    {
        const Rows rows = someRows(60);
        for (const ResampleKind kind : {ResampleKind::Halves, ResampleKind::Bootstrap}) {
            const Resample once = drawResample(rows.labels, classes, kind, 7, 3);
            const Resample again = drawResample(rows.labels, classes, kind, 7, 3);
            QCOMPARE(once.rows, again.rows);
            QCOMPARE(once.weights, again.weights);
            QVERIFY(once.rows != drawResample(rows.labels, classes, kind, 7, 4).rows);
            QVERIFY(once.rows != drawResample(rows.labels, classes, kind, 8, 3).rows);
        }
    }

    void everyClassKeepsItsShare()
    {
        const Labels labels{0, 0, 0, 0, 0, 1, 1, 1, 1, 2};
        for (int number = 0; number < 50; ++number) {
            QCOMPARE(drawnPerClass(drawResample(labels, classes, ResampleKind::Halves, 1, number), labels),
                     (std::vector<double>{3, 2, 1}));
            QCOMPARE(drawnPerClass(drawResample(labels, classes, ResampleKind::Bootstrap, 1, number), labels),
                     (std::vector<double>{5, 4, 1}));
        }
    }

    void halvesTakeEveryRowAboutAsOften()
    {
        const Labels labels(40, 0);
        std::vector<int> times(40, 0);
        for (int number = 0; number < 1000; ++number)
            for (const Eigen::Index row : drawResample(labels, 1, ResampleKind::Halves, 2, number).rows)
                ++times[static_cast<std::size_t>(row)];
        QCOMPARE(std::accumulate(times.begin(), times.end(), 0), 20 * 1000);
        for (const int count : times)
            QVERIFY2(count > 420 && count < 580, std::to_string(count).c_str());  // 5 deviations of a binomial
    }

    void bootstrapLeavesOutAboutOneInE()
    {
        const Labels labels(400, 0);
        double kept = 0;
        for (int number = 0; number < 100; ++number)
            kept += static_cast<double>(drawResample(labels, 1, ResampleKind::Bootstrap, 3, number).rows.size()) / 400 / 100;
        QVERIFY2(std::abs(kept - 0.632) < 0.01, std::to_string(kept).c_str());
    }

    void rowsDrawnTwiceCountAsTwoRows()
    {
        const Rows rows = someRows(90);
        const Resample drawn = drawResample(rows.labels, classes, ResampleKind::Bootstrap, 4, 0);
        Rows copied{FeatureMatrix(90, 8), {}};
        for (std::size_t i = 0; i < drawn.rows.size(); ++i)
            for (int copy = 0; copy < static_cast<int>(drawn.weights[i]); ++copy) {
                copied.features.row(static_cast<Eigen::Index>(copied.labels.size())) = rows.features.row(drawn.rows[i]);
                copied.labels.push_back(rows.labels[static_cast<std::size_t>(drawn.rows[i])]);
            }
        QCOMPARE(copied.labels.size(), std::size_t{90});
        Progress silent;
        const auto weighted = fitResample(rows.data(), drawn, shortPath(), silent);
        const auto plain = fitPath(copied.data(), {}, shortPath(), silent);
        QVERIFY(weighted.ok() && plain.ok());
        for (int k = 0; k < classes; ++k)
            for (int j = 0; j < 8; ++j)
                QVERIFY(std::abs(weighted->head.weight(k, j) - plain->points.back().head.weight(k, j)) < 1e-4);
    }

    void theWayThereDoesNotMatter()
    {
        const Rows rows = someRows(90);
        const Resample drawn = drawResample(rows.labels, classes, ResampleKind::Halves, 4, 0);
        PathOptions direct = shortPath();
        direct.lambdas = {0.05};
        Progress silent;
        const auto far = fitResample(rows.data(), drawn, shortPath(), silent);
        const auto near = fitResample(rows.data(), drawn, direct, silent);
        QVERIFY(far.ok() && near.ok());
        QVERIFY(far->head.meanNonZerosPerClass() > 0);
        for (int k = 0; k < classes; ++k)
            for (int j = 0; j < 8; ++j)
                QVERIFY(std::abs(far->head.weight(k, j) - near->head.weight(k, j)) < 1e-4);
    }

    void thinnedLambdasKeepBothEnds()
    {
        std::vector<double> lambdas;
        for (int i = 0; i < 100; ++i)
            lambdas.push_back(100 - i);
        const auto thin = thinnedLambdas(lambdas, 12);
        QCOMPARE(thin.size(), std::size_t{12});
        QCOMPARE(thin.front(), 100.0);
        QCOMPARE(thin.back(), 1.0);
        QVERIFY(std::ranges::is_sorted(thin, std::greater<>()));
        QCOMPARE(thinnedLambdas(std::span(lambdas).first(3), 12), (std::vector<double>{100, 99, 98}));
        QCOMPARE(thinnedLambdas(lambdas, 1), std::vector<double>{1.0});
    }

    void aStopEndsIt()
    {
        const Rows rows = someRows(60);
        std::stop_source stop;
        stop.request_stop();
        Progress stopped(nullptr, stop.get_token());
        QVERIFY(fitResample(rows.data(), drawResample(rows.labels, classes, ResampleKind::Halves, 1, 1), shortPath(), stopped)
                    .cancelled());
    }

    void namesGoBothWays()
    {
        for (const ResampleKind kind : {ResampleKind::Halves, ResampleKind::Bootstrap})
            QVERIFY(resampleFromName(resampleName(kind)).value() == kind);
        QVERIFY(resampleFromName("jackknife").failed());
    }
};

QTEST_GUILESS_MAIN(ResamplingTest)
#include "resampling_test.moc"
