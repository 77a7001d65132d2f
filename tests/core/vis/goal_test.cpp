// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/random.h"
#include "vis/adam.h"
#include "vis/goal.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <numeric>

using namespace sparsescope;

namespace {

double angle(std::span<const float> a, std::span<const float> b)
{
    std::vector<float> both(a.begin(), a.end());
    both.insert(both.end(), b.begin(), b.end());
    return std::acos(meanSimilarity(both, 2));
}

}  // namespace

class GoalTest : public QObject {
    Q_OBJECT

private slots:
    void directionsAddUp()
    {
        const Direction a = oneFeature(3) + oneFeature(1, 0.5);
        const Direction b = oneFeature(3) + oneFeature(0, 2);
        const Direction difference = a - b;
        QCOMPARE(difference.terms.size(), std::size_t(2));  // What both share goes away.
        const std::vector<float> features{1, 10, 100, 1000};
        QCOMPARE(a.along(features), 1005.0);
        QCOMPARE(difference.along(features), 5.0 - 2.0);
        QCOMPARE((-2.0 * a).along(features), -2010.0);
        QVERIFY(oneFeature(2, -1).pushesDown());
        QVERIFY(!difference.pushesDown() && !a.pushesDown() && !Direction().pushesDown());
    }

    void similarityIsTheMeanCosineOfPairs()
    {
        QCOMPARE(meanSimilarity(std::vector<float>{1, 0, 0, 2}, 2), 0.0);
        QVERIFY(std::abs(meanSimilarity(std::vector<float>{1, 1, 2, 2, 0, 1}, 3) - (1 + 2 * std::sqrt(0.5)) / 3) < 1e-9);
        QCOMPARE(meanSimilarity(std::vector<float>{1, 2}, 1), 0.0);
        QVERIFY(std::isfinite(meanSimilarity(std::vector<float>{0, 0, 1, 1}, 2)));
    }

    void theSlopeIsThatOfFiniteDifferences()
    {
        const std::array<double, 3> sizes{1, std::sqrt(1.09), 1};
        Goal goal;
        goal.directions = {oneFeature(0), oneFeature(2, -1) + oneFeature(1, 0.3), oneFeature(4)};
        goal.diversity = 1.7;
        Random random(1);
        std::vector<float> features(15);
        for (float& value : features)
            value = static_cast<float>(random.uniform());
        const auto length = [&](std::size_t picture) {
            const auto own = std::span(features).subspan(picture * 5, 5);
            return std::sqrt(std::inner_product(own.begin(), own.end(), own.begin(), 0.0));
        };
        std::vector<float> slope(features.size());
        goalSlope(goal, features, slope);
        for (std::size_t i = 0; i < features.size(); ++i) {
            const auto height = [&](float change) {
                std::vector<float> moved = features;
                moved[i] += change;
                const std::span<const float> own = std::span(moved).subspan(i / 5 * 5, 5);
                double angles = 0;
                for (std::size_t j = 0; j < 3; ++j)
                    angles += j == i / 5 ? 0 : angle(own, std::span(moved).subspan(j * 5, 5)) / 2;
                return goal.directions[i / 5].along(own) + goal.diversity * sizes[i / 5] * length(i / 5) * angles;
            };
            const double measured = (height(1e-3F) - height(-1e-3F)) / 2e-3;
            QVERIFY2(std::abs(measured - static_cast<double>(slope[i])) < 1e-3, qPrintable(QString("%1 %2").arg(measured).arg(slope[i])));
        }
    }

    /// Against torch.optim.Adam(lr=0.05, maximize=True) on −(x − 1)²/2 − 5(y + 1)² from (0, 0): three steps, then 300.
    void adamClimbs()
    {
        std::vector<float> at{0, 0};
        Adam adam(2);
        const auto climb = [&] {
            const std::vector<float> gradient{1 - at[0], -10 * (at[1] + 1)};
            adam.climb(at, gradient, 0.05);
        };
        for (int i = 0; i < 3; ++i)
            climb();
        QVERIFY2(std::abs(at[0] - 0.149688F) < 1e-5F && std::abs(at[1] + 0.149688F) < 1e-4F, qPrintable(QString("%1 %2").arg(at[0], 0, 'f', 7).arg(at[1], 0, 'f', 7)));
        for (int i = 0; i < 300; ++i)
            climb();
        QVERIFY(std::abs(at[0] - 1) < 1e-2F && std::abs(at[1] + 1) < 1e-2F);
    }
};

QTEST_GUILESS_MAIN(GoalTest)
#include "goal_test.moc"
