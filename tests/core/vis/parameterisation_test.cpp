// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/random.h"
#include "vis/colours.h"
#include "vis/lane_fft.h"
#include "vis/parameterisation.h"

#include <QtTest>

#include <cmath>
#include <complex>
#include <numbers>

using namespace sparsescope;

namespace {

std::vector<float> normals(std::size_t count, std::uint64_t seed, float deviation = 1)
{
    Random random(seed);
    std::vector<float> values(count);
    for (float& value : values)
        value = deviation * static_cast<float>(random.normal());
    return values;
}

double inner(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
}

/// A derivative by a picture: random colours, nothing in the unused number.
Canvas randomSlope(int side)
{
    Canvas slope(side);
    slope.values = normals(slope.values.size(), 9);
    for (std::size_t i = 3; i < slope.values.size(); i += 4)
        slope.values[i] = 0;
    return slope;
}

std::unique_ptr<Parameterisation> made(const QString& kind, int side)
{
    return kind == "Fourier" ? makeFourierPicture(side) : makePixelPicture(side);
}

}  // namespace

class ParameterisationTest : public QObject {
    Q_OBJECT

private slots:
    void transformsAreThoseOfTheDefinition_data()
    {
        QTest::addColumn<int>("length");
        for (const int length : {1, 2, 3, 4, 5, 7, 8, 11, 12, 16, 21, 28, 30, 37, 64, 98, 112, 224})
            QTest::newRow(qPrintable(QString::number(length))) << length;
    }

    void transformsAreThoseOfTheDefinition()
    {
        QFETCH(int, length);
        const auto n = static_cast<std::size_t>(length);
        constexpr std::size_t columns = 2 * LaneFft::block;
        std::vector<float> re = normals(n * columns, 1), im = normals(n * columns, 2);
        const std::vector<float> firstRe = re, firstIm = im;
        LaneFft fft(length);
        fft.run(re.data(), im.data(), columns);
        for (const std::size_t column : {std::size_t{0}, std::size_t{19}, columns - 1})
            for (std::size_t k = 0; k < n; ++k) {
                std::complex<double> sum = 0;
                for (std::size_t i = 0; i < n; ++i)
                    sum += std::complex<double>(firstRe[i * columns + column], firstIm[i * columns + column])
                         * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>((i * k) % n) / length);
                QVERIFY(std::abs(sum - std::complex<double>(re[k * columns + column], im[k * columns + column])) < 1e-5 * std::sqrt(length) * 4);
            }
        fft.run(im.data(), re.data(), columns);
        for (std::size_t i = 0; i < re.size(); ++i)
            QVERIFY(std::abs(re[i] / static_cast<float>(length) - firstRe[i]) < 1e-5F);
    }

    void coloursAreLogisticOfLucidsMatrix()
    {
        Canvas canvas(1);
        canvas.values = {1, 2, -1, 0};
        toColours(canvas);
        // lucent's to_valid_rgb(decorrelate=True) of (1, 2, −1).
        const double expected[] = {0.712833, 0.666570, 0.532425};
        for (std::size_t c = 0; c < 3; ++c)
            QVERIFY2(std::abs(canvas.values[c] - expected[c]) < 1e-5, qPrintable(QString::number(canvas.values[c])));
        fromColours(canvas);
        QVERIFY(std::abs(canvas.values[0] - 1) < 1e-4 && std::abs(canvas.values[1] - 2) < 1e-4 && std::abs(canvas.values[2] + 1) < 1e-4);
    }

    void kinds_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("side");
        for (const char* kind : {"Fourier", "Pixels"})
            for (const int side : {8, 9, 14, 17, 32})
                QTest::addRow("%s, %d", kind, side) << QString(kind) << side;
    }

    void derivativesAreThoseOfFiniteDifferences_data() { kinds_data(); }
    void derivativesAreThoseOfFiniteDifferences()
    {
        QFETCH(QString, kind);
        QFETCH(int, side);
        const auto space = made(kind, side);
        Random random(3);
        std::vector<float> parameters = space->noise(random, 0.5F);
        const Canvas weights = randomSlope(side);
        const auto height = [&](std::span<const float> at) {
            Canvas canvas(side);
            space->draw(at, canvas);
            return inner(canvas.values, weights.values);
        };
        Canvas canvas(side);
        space->draw(parameters, canvas);
        Canvas slope = weights;
        std::vector<float> gradient(space->parameters());
        space->pullBack(canvas, slope, gradient);
        // Along random directions, and along single parameters.
        for (int round = 0; round < 12; ++round) {
            std::vector<float> direction(parameters.size());
            if (round < 6)
                direction = space->noise(random, 1);
            else
                direction[random.below(direction.size())] = 1;
            const float step = round < 6 ? 0.01F : 0.1F;
            std::vector<float> up = parameters, down = parameters;
            for (std::size_t i = 0; i < up.size(); ++i) {
                up[i] += step * direction[i];
                down[i] -= step * direction[i];
            }
            const double measured = (height(up) - height(down)) / (2.0 * static_cast<double>(step));
            const double told = inner(gradient, direction);
            QVERIFY2(std::abs(measured - told) < 2e-3 * (1 + std::abs(told)), qPrintable(QString("%1 %2").arg(measured).arg(told)));
        }
    }

    void aPictureComesBack_data() { kinds_data(); }
    void aPictureComesBack()
    {
        QFETCH(QString, kind);
        QFETCH(int, side);
        Image image{side, side, {}};
        Random random(5);
        for (int i = 0; i < side * side * 3; ++i)
            image.rgb.push_back(static_cast<std::uint8_t>(10 + random.below(230)));
        const auto space = made(kind, side);
        const Canvas canvas = canvasOf(image, side);
        Canvas drawn(side);
        // Twice, since scratch memory is used again.
        for (int round = 0; round < 2; ++round) {
            space->draw(space->of(canvas), drawn);
            const Image back = imageOf(drawn);
            for (std::size_t i = 0; i < image.rgb.size(); ++i)
                QVERIFY2(std::abs(back.rgb[i] - image.rgb[i]) <= 1, qPrintable(QString("%1: %2 %3").arg(i).arg(back.rgb[i]).arg(image.rgb[i])));
        }
    }

    /// What irfftn(…, norm="ortho") / 4 of lucent gives for a single parameter of 1 at kx = 1, ky = 2 of 8 × 8 pixels.
    void aSingleFrequencyIsAWave()
    {
        const auto space = makeFourierPicture(8);
        std::vector<float> parameters(space->parameters());
        const std::size_t perX = parameters.size() / 2 / 8;
        parameters[1 * perX + 2 * 3] = 1;
        Canvas canvas(8);
        space->draw(parameters, canvas);
        const double frequency = std::hypot(1.0 / 8, 2.0 / 8);
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x) {
                const double wave = 2.0 / 8 / 4 / frequency * std::cos(2 * std::numbers::pi * (x + 2 * y) / 8);
                const double red = 1 / (1 + std::exp(-wave * 0.26 / 0.4619523));
                QVERIFY(std::abs(canvas.pixel(x, y)[0] - red) < 1e-5);
            }
    }

    void resizingKeepsARamp()
    {
        Canvas canvas(10);
        for (int y = 0; y < 10; ++y)
            for (int x = 0; x < 10; ++x)
                canvas.pixel(x, y)[0] = static_cast<float>(x) / 10;
        const Canvas large = resizedCanvas(canvas, 20);
        for (int x = 1; x < 19; ++x)
            QVERIFY(std::abs(large.pixel(x, 7)[0] - ((x + 0.5) / 2 - 0.5) / 10) < 1e-6);
    }
};

QTEST_GUILESS_MAIN(ParameterisationTest)
#include "parameterisation_test.moc"
