// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/resampler.h"

#include <QtTest>

#include <cmath>
#include <numbers>

using namespace sparsescope;

namespace {

const Preprocessing plain{8, 8, {0, 0, 0}, {1, 1, 1}};
const Preprocessing usual{8, 8, {0.4, 0.5, 0.6}, {0.2, 0.25, 0.5}};

Canvas randomCanvas(int side, std::uint64_t seed)
{
    Random random(seed);
    Canvas canvas(side);
    for (float& value : canvas.values)
        value = static_cast<float>(random.uniform());
    return canvas;
}

std::vector<float> inputOf(const Canvas& canvas, const PixelMap& placement, const Preprocessing& preprocessing)
{
    std::vector<float> input(canvas.pixels() * 3);
    Resampler(canvas.side, preprocessing).toInput(canvas, placement, input);
    return input;
}

}  // namespace

class TransformsTest : public QObject {
    Q_OBJECT

private slots:
    void anUnmovedPictureIsNormalisedOnly()
    {
        const Canvas canvas = randomCanvas(9, 1);
        const auto input = inputOf(canvas, PixelMap(), usual);
        for (std::size_t i = 0; i < input.size(); ++i) {
            const double value = canvas.values[i / 3 * 4 + i % 3];
            QVERIFY(std::abs(input[i] - (value - usual.mean[i % 3]) / usual.deviation[i % 3]) < 1e-6);
        }
    }

    void jitterMovesPixelsAndMixesNone()
    {
        const Canvas canvas = randomCanvas(16, 2);
        const auto input = inputOf(canvas, shifted(3, -2), plain);
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x)
                for (int c = 0; c < 3; ++c) {
                    const bool inside = x >= 3 && y + 2 < 16;
                    const float expected = inside ? canvas.pixel(x - 3, y + 2)[c] : 0.5F;
                    QCOMPARE(input[static_cast<std::size_t>((y * 16 + x) * 3 + c)], expected);
                }
    }

    void aQuarterTurnTurns()
    {
        const Canvas canvas = randomCanvas(8, 3);
        const auto input = inputOf(canvas, turned(std::numbers::pi / 2, 1, 8), plain);
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x)
                QVERIFY(std::abs(input[static_cast<std::size_t>((y * 8 + x) * 3)] - canvas.pixel(y, 7 - x)[0]) < 1e-5F);
    }

    void scalingKeepsTheMiddleAndBringsGreyIn()
    {
        Canvas canvas(9);
        std::ranges::fill(canvas.values, 1.0F);
        const auto half = inputOf(canvas, turned(0, 0.5, 9), plain);
        QCOMPARE(half[(4 * 9 + 4) * 3], 1.0F);
        QCOMPARE(half[0], 0.5F);
    }

    void placementsCompose()
    {
        const PixelMap both = shifted(1, 2).then(turned(0.3, 1.2, 10));
        const PixelMap inner = turned(0.3, 1.2, 10);
        // A pixel at (5, 7) looks at (4, 5) of the turned picture.
        QVERIFY(std::abs(both.xx * 5 + both.xy * 7 + both.x0 - (inner.xx * 4 + inner.xy * 5 + inner.x0)) < 1e-12);
        QVERIFY(std::abs(both.yx * 5 + both.yy * 7 + both.y0 - (inner.yx * 4 + inner.yy * 5 + inner.y0)) < 1e-12);
    }

    /// ⟨A·p, g⟩ = ⟨p, Aᵀ·g⟩ for the linear part, at every kind of placement.
    void theWayBackIsTheAdjoint()
    {
        constexpr int side = 21;
        Random random(4);
        Resampler resampler(side, usual);
        const Canvas picture = randomCanvas(side, 5);
        const Canvas none(side);
        for (int round = 0; round < 40; ++round) {
            const TransformOptions wild{round % 4 * 4, 0.4, 1.5, round % 3};
            const PixelMap placement = drawPixelMap(wild, side, random);
            std::vector<float> withPicture(picture.pixels() * 3), withNone(withPicture.size()), weights(withPicture.size());
            for (float& weight : weights)
                weight = static_cast<float>(random.normal());
            resampler.toInput(picture, placement, withPicture);
            resampler.toInput(none, placement, withNone);
            Canvas slope(side);
            resampler.toPicture(weights, placement, slope);
            double forward = 0;
            for (std::size_t i = 0; i < weights.size(); ++i)
                forward += static_cast<double>(withPicture[i] - withNone[i]) * static_cast<double>(weights[i]);
            double backward = 0;
            for (std::size_t i = 0; i < slope.values.size(); ++i)
                backward += static_cast<double>(slope.values[i]) * static_cast<double>(picture.values[i]);
            QVERIFY2(std::abs(forward - backward) < 1e-3 * (1 + std::abs(forward)), qPrintable(QString("%1 %2").arg(forward).arg(backward)));
        }
    }

    void drawsAreSeededAndInRange()
    {
        const TransformOptions options = standardTransforms(224);
        QCOMPARE(options.jitter, 4);
        Random one(7), same(7);
        for (int round = 0; round < 200; ++round) {
            const PixelMap placement = drawPixelMap(options, 224, one);
            const PixelMap again = drawPixelMap(options, 224, same);
            QCOMPARE(placement.x0, again.x0);
            QCOMPARE(placement.xx, again.xx);
            const double scale = 1 / std::hypot(placement.xx, placement.yx);
            QVERIFY(scale > 0.9 - 1e-9 && scale < 1.1 + 1e-9);
            QVERIFY(std::abs(std::atan2(placement.xy, placement.xx)) < 10.001 * std::numbers::pi / 180);
        }
        QCOMPARE(standardTransforms(64).jitter, 1);
    }
};

QTEST_GUILESS_MAIN(TransformsTest)
#include "transforms_test.moc"
