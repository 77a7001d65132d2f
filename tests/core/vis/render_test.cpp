// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/fake_vision_model.h"
#include "vis/render.h"

#include <QtTest>

#include <thread>

using namespace sparsescope;

namespace {

constexpr int side = 32;

/// Feature 0 likes red, 1 is 0 on all that is not bright blue, 2 is beyond its ceiling, 3 hears nothing, 4 likes stripes,
/// 5 is pushed down by green.
FakeVisionModel model()
{
    return FakeVisionModel({{{1, 0, 0}, 0.5F},
                            {{0, 0, 1}, -0.6F},
                            {{1, 1, 1}, 20},
                            {{1, 1, 1}, -1, false, true},
                            {{1, 1, 1}, 0, true},
                            {{0, -1, 0}, 0.5F}},
                           side);
}

RenderOptions quick(int steps = 200)
{
    RenderOptions options;
    options.stages = {{side, steps}};
    return options;
}

Goal one(int feature, double weight = 1)
{
    return {{oneFeature(feature, weight)}, 0};
}

Rendering taken(Result<Rendering> result)
{
    if (!result)
        qFatal("%s", result.failed() ? result.error().message.c_str() : "cancelled");
    return std::move(result).value();
}

std::array<double, 3> meanColour(const Image& image)
{
    std::array<double, 3> mean{};
    for (std::size_t i = 0; i < image.rgb.size(); ++i)
        mean[i % 3] += image.rgb[i] * 3.0 / static_cast<double>(image.rgb.size());
    return mean;
}

Image flatImage(std::uint8_t red, std::uint8_t green, std::uint8_t blue)
{
    Image image{40, 40, {}};
    for (int i = 0; i < 1600; ++i)
        image.rgb.insert(image.rgb.end(), {red, green, blue});
    return image;
}

}  // namespace

class RenderTest : public QObject {
    Q_OBJECT

private slots:
    void aFeatureIsRaisedAndLowered_data()
    {
        QTest::addColumn<bool>("pixels");
        QTest::newRow("Fourier") << false;
        QTest::newRow("pixels") << true;
    }

    void aFeatureIsRaisedAndLowered()
    {
        QFETCH(bool, pixels);
        const FakeVisionModel network = model();
        RenderOptions options = quick();
        options.kind = pixels ? PictureKind::Pixels : PictureKind::Fourier;
        const Rendering up = taken(render(network, one(0), options, m_progress));
        QCOMPARE(up.outcome, Rendering::Outcome::Made);
        QVERIFY(up.complete && up.driveKnown && up.notes.empty());
        QCOMPARE(up.steps, 200);
        const auto [red, green, blue] = meanColour(up.pictures[0].image);
        QVERIFY2(red > 200 && red > green + 15 && red > blue + 15, qPrintable(QString("%1 %2 %3").arg(red).arg(green).arg(blue)));
        QVERIFY(up.pictures[0].value > up.pictures[0].startValue + 1);
        const Rendering down = taken(render(network, one(0, -1), options, m_progress));
        QVERIFY(meanColour(down.pictures[0].image)[0] < 50);
        QVERIFY(down.pictures[0].value > 0.2 * down.pictures[0].startValue);  // Of −feature: next to 0, from far below.
        QVERIFY(down.pictures[0].drive > 0.5);  // What goes in was pushed below 0.
    }

    /// The value told is that of the image itself, as the network gives it.
    void theValueIsThatOfTheImage()
    {
        const FakeVisionModel network = model();
        const Rendering made = taken(render(network, one(4), quick(), m_progress));
        std::vector<float> input(std::size_t{side} * side * 3), features(6);
        preprocessed(made.pictures[0].image, input);
        QVERIFY(network.features(input, 1, features).ok());
        QVERIFY(std::abs(made.pictures[0].value - static_cast<double>(features[4])) < 1e-5);
        QVERIFY(made.pictures[0].value > 0.5);
    }

    void sameSeedSameBytes()
    {
        const FakeVisionModel network = model();
        RenderOptions options = quick();
        const Rendering first = taken(render(network, one(4), options, m_progress));
        Rendering second;
        std::thread([&] { second = taken(render(network, one(4), options, m_progress)); }).join();
        QVERIFY(first.pictures[0].image.rgb == second.pictures[0].image.rgb);
        QCOMPARE(first.pictures[0].value, second.pictures[0].value);
        options.seed = 1;
        QVERIFY(taken(render(network, one(4), options, m_progress)).pictures[0].image.rgb != first.pictures[0].image.rgb);
    }

    void aFeatureThatIsZeroAtFirstIsHelpedToFire()
    {
        const FakeVisionModel network = model();
        const Rendering made = taken(render(network, one(1), quick(), m_progress));
        QCOMPARE(made.outcome, Rendering::Outcome::Made);
        QCOMPARE(made.pictures[0].startValue, 0.0);
        QVERIFY(made.pictures[0].value > 0.3);
        QVERIFY(network.relaxedCalls > 0);
    }

    /// Where the network does not tell its last activation only a picture that excites the feature is a start.
    void anExampleIsTheStartWhereNoiseHasNoGradient()
    {
        FakeVisionModel network = model();
        network.tellsDrive = false;
        RenderOptions options = quick();
        options.otherStarts = {flatImage(128, 128, 100), flatImage(100, 100, 230)};
        const Rendering made = taken(render(network, one(1), options, m_progress));
        QCOMPARE(made.outcome, Rendering::Outcome::Made);
        QVERIFY(!made.driveKnown);
        QCOMPARE(made.notes.size(), std::size_t(1));
        QVERIFY2(made.notes[0].find("one of the data set") != std::string::npos, made.notes[0].c_str());
        QVERIFY(made.pictures[0].value > made.pictures[0].startValue && made.pictures[0].startValue > 0.2);
    }

    void withoutAGradientThereIsASentenceAndNoPicture_data()
    {
        QTest::addColumn<int>("feature");
        QTest::addColumn<double>("weight");
        QTest::newRow("a feature that hears nothing") << 3 << 1.0;
        QTest::newRow("a feature at an unknown ceiling") << 2 << 1.0;
        QTest::newRow("a feature that hears nothing, down") << 3 << -1.0;
    }

    void withoutAGradientThereIsASentenceAndNoPicture()
    {
        QFETCH(int, feature);
        QFETCH(double, weight);
        RenderOptions options = quick();
        options.otherStarts = {flatImage(200, 30, 30)};
        options.snapshots = {1, 2};
        FakeVisionModel network = model();
        network.tellsDrive = feature != 2;
        const Rendering none = taken(render(network, one(feature, weight), options, m_progress));
        QCOMPARE(none.outcome, Rendering::Outcome::NoGradient);
        QVERIFY(none.pictures.empty() && none.snapshots.empty());
        QVERIFY2(none.sentence.starts_with("No picture can be made") && none.sentence.ends_with('.'), none.sentence.c_str());
    }

    void aFeatureAtItsCeilingStillShowsWhatItIsAfter()
    {
        const Rendering made = taken(render(model(), one(2), quick(), m_progress));
        QCOMPARE(made.outcome, Rendering::Outcome::Made);
        QCOMPARE(made.pictures[0].startValue, made.pictures[0].value);
        QVERIFY(made.pictures[0].drive > made.pictures[0].startDrive + 1);
        const auto [red, green, blue] = meanColour(made.pictures[0].image);
        QVERIFY(red > 180 && green > 180 && blue > 180);
    }

    void mixesAndDifferences()
    {
        const FakeVisionModel network = model();
        const Rendering mix = taken(render(network, {{oneFeature(0) + oneFeature(5)}, 0}, quick(), m_progress));
        const auto colour = meanColour(mix.pictures[0].image);
        QVERIFY2(colour[0] > colour[1] + 25, qPrintable(QString("%1 %2").arg(colour[0]).arg(colour[1])));
        QVERIFY(mix.pictures[0].value > mix.pictures[0].startValue + 0.5);
        const Rendering difference = taken(render(network, {{oneFeature(5) - oneFeature(0)}, 0}, quick(), m_progress));
        const auto other = meanColour(difference.pictures[0].image);
        QVERIFY2(other[0] < 80 && other[1] < 80, qPrintable(QString("%1 %2").arg(other[0]).arg(other[1])));
    }

    /// Feature 0 is raised by red alone, so that green and blue are free to differ.
    void diversityMakesPicturesDiffer()
    {
        const FakeVisionModel network({{{1, 0, 0}, 1}, {{0, 1, 0}, 1}, {{0, -1, 0}, 1}, {{0, 0, 1}, 1}, {{0, 0, -1}, 1}}, side);
        Goal goal{std::vector<Direction>(3, oneFeature(0)), 0};
        const Rendering alike = taken(render(network, goal, quick(), m_progress));
        QCOMPARE(alike.pictures.size(), std::size_t(3));
        goal.diversity = 3;
        const Rendering diverse = taken(render(network, goal, quick(), m_progress));
        QVERIFY2(diverse.similarity < alike.similarity - 0.1, qPrintable(QString("%1 %2").arg(diverse.similarity).arg(alike.similarity)));
    }

    void startsFromAPicture()
    {
        RenderOptions options = quick(1);
        options.start = flatImage(30, 200, 90);
        const auto colour = meanColour(taken(render(model(), one(0), options, m_progress)).pictures[0].image);
        QVERIFY(std::abs(colour[1] - 200) < 12 && std::abs(colour[2] - 90) < 12);
    }

    void stagesGrowTheSamePicture()
    {
        const FakeVisionModel network = model();
        RenderOptions options;
        options.stages = {{16, 30}, {48, 5}};
        options.snapshots = {30, 35};
        const Rendering made = taken(render(network, one(0), options, m_progress));
        QCOMPARE(made.pictures[0].image.width, 48);
        QCOMPARE(made.snapshots.size(), std::size_t(2));
        QCOMPARE(made.snapshots[0].images[0].width, 16);
        QCOMPARE(made.steps, 35);
        QVERIFY(std::abs(meanColour(made.snapshots[0].images[0])[0] - meanColour(made.snapshots[1].images[0])[0]) < 40);
    }

    void aCancelKeepsThePictureSoFar()
    {
        std::stop_source stop;
        std::int64_t total = 0;
        Progress progress([&](const ProgressUpdate& update) { total = update.total; }, stop.get_token());
        int updates = 0;
        const RenderObserver observer = [&](const RenderUpdate& update) {
            ++updates;
            QCOMPARE(update.pictures.size(), std::size_t(1));
            QCOMPARE(update.steps, 100'000);
            stop.request_stop();
        };
        const Rendering made = taken(render(model(), one(0), quick(100'000), progress, observer));
        QCOMPARE(updates, 1);
        QCOMPARE(total, std::int64_t(100'000));
        QVERIFY(!made.complete && made.steps > 0 && made.steps < 100'000);
        QCOMPARE(made.outcome, Rendering::Outcome::Made);
        QCOMPARE(made.pictures[0].image.width, side);
        QVERIFY(render(model(), one(0), quick(), progress).cancelled());
    }

    void badAsksGetSentences_data()
    {
        QTest::addColumn<int>("feature");
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("pixels");
        QTest::addColumn<QString>("code");
        QTest::newRow("no such feature") << 6 << 10 << side << "E-VIS-004";
        QTest::newRow("a negative feature") << -1 << 10 << side << "E-VIS-004";
        QTest::newRow("no step") << 0 << 0 << side << "E-VIS-003";
        QTest::newRow("a tiny picture") << 0 << 10 << 1 << "E-VIS-002";
        QTest::newRow("a huge picture") << 0 << 10 << 5000 << "E-VIS-002";
    }

    void badAsksGetSentences()
    {
        QFETCH(int, feature);
        QFETCH(int, steps);
        QFETCH(int, pixels);
        QFETCH(QString, code);
        RenderOptions options;
        options.stages = {{pixels, steps}};
        const auto made = render(model(), one(feature), options, m_progress);
        QVERIFY(made.failed());
        QCOMPARE(QString::fromStdString(made.error().code), code);
        QVERIFY(made.error().message.ends_with('.'));
    }

    void networksThatCannotAreRefused()
    {
        FakeVisionModel network = model();
        network.anySize = false;
        RenderOptions options = quick();
        options.stages[0].side = 64;
        QCOMPARE(render(network, one(0), options, m_progress).error().code, std::string("E-VIS-002"));
        network.gradients = false;
        QCOMPARE(render(network, one(0), quick(), m_progress).error().code, std::string("E-VIS-001"));
        QCOMPARE(render(model(), {}, quick(), m_progress).error().code, std::string("E-VIS-006"));
        QCOMPARE(render(model(), {{Direction()}, 0}, quick(), m_progress).error().code, std::string("E-VIS-004"));
    }

private:
    static void preprocessed(const Image& image, std::span<float> input)
    {
        for (std::size_t i = 0; i < input.size(); ++i)
            input[i] = (static_cast<float>(image.rgb[i]) / 255.0F - 0.5F) / 0.25F;
    }

    Progress m_progress;
};

QTEST_GUILESS_MAIN(RenderTest)
#include "render_test.moc"
