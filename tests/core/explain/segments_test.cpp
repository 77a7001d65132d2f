// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/features/feature_fixtures.h"
#include "explain/gradient_map.h"
#include "explain/map_shapes.h"
#include "explain/occlusion_map.h"
#include "explain/overlay.h"
#include "explain/segment_effects.h"
#include "explain/segment_picture.h"

#include <QtTest>

#include <set>

#include <nlohmann/json.hpp>

using namespace sparsescope;
using fixtures::FakeModel;

namespace {

Image randomPicture(int width, int height, std::uint64_t seed = 1)
{
    Random random(seed);
    return fixtures::randomImage(random, width, height);
}

/// Two halves of one colour each, with a little noise.
Image twoHalves(int side)
{
    Image image = randomPicture(side, side);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            for (int c = 0; c < 3; ++c) {
                auto& value = image.rgb[static_cast<std::size_t>((y * side + x) * 3 + c)];
                value = static_cast<std::uint8_t>(value % 8 + (x < side / 2 ? 30 : 200));
            }
    return image;
}

/// The sixteen squares of a 16 × 16 picture: what a fake network's quarters are made of.
Superpixels squares()
{
    Superpixels segments{16, 16, 16, 4, {}};
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 16; ++x)
            segments.labels.push_back(y / 4 * 4 + x / 4);
    return segments;
}

bool inFirstQuarter(int square)
{
    return square % 4 < 2 && square / 4 < 2;
}

SegmentEffectOptions options(int samples, std::uint64_t seed = 0)
{
    SegmentEffectOptions result;
    result.lime.samples = samples;
    result.lime.seed = seed;
    result.hiding.hiding = Hiding::Colour;
    result.hiding.colour = {0, 0, 0};
    return result;
}

SegmentEffects explained(const VisionModel& model, const SegmentEffectOptions& how)
{
    Progress progress;
    auto effects = explainSegments(model, randomPicture(16, 16), squares(), someFeatures({0, 3}), how, progress);
    if (!effects)
        qFatal("%s", effects.failed() ? effects.error().message.c_str() : "cancelled");
    return std::move(effects).value();
}

template <typename T>
std::string sentence(const Result<T>& result)
{
    return result.failed() ? result.error().code + " " + result.error().message : result.ok() ? "it worked" : "cancelled";
}

nlohmann::json referenceCases()
{
    std::ifstream stream(SPARSESCOPE_TEST_DATA "/explain/lime_image.json");
    return nlohmann::json::parse(stream);
}

Eigen::VectorXd vectorOf(const nlohmann::json& values)
{
    const auto plain = values.get<std::vector<double>>();
    return Eigen::Map<const Eigen::VectorXd>(plain.data(), static_cast<Eigen::Index>(plain.size()));
}

}  // namespace

class SegmentsTest : public QObject {
    Q_OBJECT

private slots:
    void superpixelsCoverThePicture_data()
    {
        QTest::addColumn<int>("method");
        QTest::newRow("slic") << static_cast<int>(SuperpixelMethod::Slic);
        QTest::newRow("slico") << static_cast<int>(SuperpixelMethod::Slico);
        QTest::newRow("mslic") << static_cast<int>(SuperpixelMethod::Mslic);
    }

    void superpixelsCoverThePicture()
    {
        QFETCH(int, method);
        SuperpixelOptions how;
        how.method = static_cast<SuperpixelMethod>(method);
        const auto segments = superpixels(twoHalves(64), how);
        QVERIFY2(segments.ok(), sentence(segments).c_str());
        QCOMPARE(segments->regionSize, 9);
        QCOMPARE(segments->labels.size(), std::size_t{64 * 64});
        const std::set<int> numbers(segments->labels.begin(), segments->labels.end());
        QCOMPARE(*numbers.begin(), 0);
        QCOMPARE(static_cast<int>(numbers.size()), segments->count);
        QCOMPARE(*numbers.rbegin(), segments->count - 1);
        QVERIFY2(segments->count > 10 && segments->count < 150, std::to_string(segments->count).c_str());
        // The edge in the middle is an edge of superpixels all along.
        const std::vector<bool> lines = boundaries(*segments);
        int onTheEdge = 0;
        for (std::size_t y = 0; y < 64; ++y)
            onTheEdge += lines[y * 64 + 30] || lines[y * 64 + 31] || lines[y * 64 + 32];
        QVERIFY2(onTheEdge >= 60, std::to_string(onTheEdge).c_str());
    }

    void theSamePictureGivesTheSameSuperpixels()
    {
        const Image picture = randomPicture(80, 60);
        const auto first = superpixels(picture, {});
        for (int again = 0; again < 3; ++again)
            QVERIFY(superpixels(picture, {})->labels == first->labels);
        SuperpixelOptions large;
        large.regionSize = 30;
        QVERIFY(superpixels(picture, large)->count < first->count);
    }

    void smallAndFlatPicturesAreNoTrouble()
    {
        for (int side = 8; side <= 40; side += 3)
            for (const auto method : {SuperpixelMethod::Slic, SuperpixelMethod::Slico, SuperpixelMethod::Mslic}) {
                SuperpixelOptions how;
                how.method = method;
                const auto noisy = superpixels(randomPicture(side, side + 5), how);
                QVERIFY2(noisy.ok() && noisy->count >= 1, sentence(noisy).c_str());
                const Image flat{side, side, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side * 3), 90)};
                const auto even = superpixels(flat, how);
                QVERIFY2(even.ok() && even->count >= 1, sentence(even).c_str());
            }
    }

    void badSuperpixelsAreRefusedInWords()
    {
        QCOMPARE(sentence(superpixels(randomPicture(1, 1), {})),
                 std::string("E-SEGMENT-001 A picture of 1 × 1 pixels can't be cut into superpixels; expected at least 8 × 8."));
        SuperpixelOptions how;
        how.regionSize = 33;
        QCOMPARE(sentence(superpixels(randomPicture(64, 64), how)),
                 std::string("E-SEGMENT-001 Superpixels of 33 pixels were asked for; expected 4 to 32, half of the picture's shorter side."));
        how = {};
        how.ruler = 0;
        QVERIFY(superpixels(randomPicture(64, 64), how).failed());
        how = {};
        how.iterations = 0;
        QVERIFY(superpixels(randomPicture(64, 64), how).failed());
    }

    void coinsAreFairAndTheFirstMaskKeepsAll()
    {
        LimeOptions how;
        how.samples = 2000;
        const MaskSample sample = drawMasks(70, how, MaskLaw::Segments);
        QVERIFY(!sample.enumerated);
        QCOMPARE(std::count(sample.masks.front().begin(), sample.masks.front().end(), false), std::ptrdiff_t{0});
        std::int64_t kept = 0;
        for (std::size_t i = 1; i < sample.masks.size(); ++i)
            kept += std::count(sample.masks[i].begin(), sample.masks[i].end(), true);
        const double share = static_cast<double>(kept) / (70.0 * static_cast<double>(sample.masks.size() - 1));
        QVERIFY2(std::abs(share - 0.5) < 0.01, std::to_string(share).c_str());
        const MaskSample all = drawMasks(5, how, MaskLaw::Segments);
        QVERIFY(all.enumerated);
        QCOMPARE(all.masks.size(), std::size_t{32});
        QCOMPARE(std::accumulate(all.counts.begin(), all.counts.end(), 0.0), 2000.0);
    }

    void theSameSamplesGiveTheSameRegressionAsThePackage()
    {
        int compared = 0;
        for (const auto& reference : referenceCases()) {
            std::vector<PartMask> masks;
            for (const auto& row : reference["masks"]) {
                PartMask mask;
                for (const char bit : row.get<std::string>())
                    mask.push_back(bit == '1');
                masks.push_back(std::move(mask));
            }
            for (std::size_t i = 0; i < masks.size(); ++i)
                QVERIFY(std::abs(maskDistance(masks[i]) - 100 * reference["distances"][i].get<double>()) < 1e-9);
            const LimeFit fit = fitLime(masks, std::vector<double>(masks.size(), 1.0), vectorOf(reference["values"]), {});
            QVERIFY((fit.effects.col(0) - vectorOf(reference["weights"])).cwiseAbs().maxCoeff() < 1e-9);
            QVERIFY(std::abs(fit.intercept[0] - reference["intercept"].get<double>()) < 1e-9);
            QVERIFY(std::abs(fit.r2[0] - reference["r2"].get<double>()) < 1e-9);
            ++compared;
        }
        QCOMPARE(compared, 3);
    }

    void theSuperpixelsThatMatterAreFound()
    {
        const FakeModel model;
        const SegmentEffects effects = explained(model, options(800));
        QCOMPARE(effects.effects.rows(), Eigen::Index{16});
        QCOMPARE(effects.samples, 800);
        QVERIFY(effects.complete && !effects.enumerated);
        const std::vector<int> top = topSegments(effects.effects.col(0), 4, false);
        QCOMPARE(top.size(), std::size_t{4});
        for (const int square : top)
            QVERIFY(inFirstQuarter(square));
        QVERIFY(effects.r2[0] > 0.95);
        // Elsewhere nothing changes the mean of the first quarter.
        for (int square = 0; square < 16; ++square)
            if (!inFirstQuarter(square))
                QVERIFY(std::abs(effects.effects(square, 0)) < 0.02);
        QVERIFY(std::isnan(effects.stability[0]));
    }

    void sameSeedSameBitsOnAnyNumberOfThreads()
    {
        FakeModel model;
        model.bitsDependOnBatch = true;
        SegmentEffectOptions how = options(200, 7);
        const SegmentEffects first = explained(model, how);
        how.runner.threads = 3;
        QVERIFY(explained(model, how).effects == first.effects);
        how.lime.seed = 8;
        QVERIFY(explained(model, how).effects != first.effects);
    }

    void otherSeedsTellTheStability()
    {
        const FakeModel model;
        SegmentEffectOptions how = options(600);
        how.repeats = 2;
        const SegmentEffects effects = explained(model, how);
        QCOMPARE(effects.repeats, 2);
        QVERIFY2(effects.stability[0] > 0.98, std::to_string(effects.stability[0]).c_str());
        QVERIFY(effects.passes > 2 * effects.masks);
    }

    void aCancelKeepsWhatWasSampled()
    {
        FakeModel model;
        std::stop_source stop;
        int passes = 0;
        model.onForward = [&](int count) {
            passes += count;
            if (passes >= 300)
                stop.request_stop();
        };
        Progress progress({}, stop.get_token());
        const auto effects = explainSegments(model, randomPicture(16, 16), squares(), someFeatures({0}), options(2000), progress);
        QVERIFY2(effects.ok(), sentence(effects).c_str());
        QVERIFY(!effects->complete);
        QVERIFY(effects->masks >= 300 && effects->masks < 310);
        for (const int square : topSegments(effects->effects.col(0), 4, false))
            QVERIFY(inFirstQuarter(square));
        std::stop_source early;
        early.request_stop();
        Progress stopped({}, early.get_token());
        QVERIFY(explainSegments(model, randomPicture(16, 16), squares(), someFeatures({0}), options(2000), stopped).cancelled());
    }

    void badQuestionsAreRefusedInWords()
    {
        const FakeModel model;
        Progress progress;
        const auto ask = [&](const Image& picture, int samples) {
            return sentence(explainSegments(model, picture, squares(), someFeatures({0}), options(samples), progress));
        };
        QCOMPARE(ask(randomPicture(16, 16), 0), std::string("E-LIME-001 LIME was asked for 0 samples; expected 2 to 1,000,000."));
        QCOMPARE(ask(randomPicture(1, 1), 10),
                 std::string("E-PICTURE-001 The picture has 1 × 1 pixels; expected 16 × 16, as the network sees it."));
        Superpixels none{16, 16, 0, 4, {}};
        QVERIFY(explainSegments(model, randomPicture(16, 16), none, someFeatures({0}), options(10), progress).failed());
    }

    void anErrorOfTheNetworkIsTold()
    {
        FakeModel model;
        model.mostAtOnce = 0;
        Progress progress;
        const auto effects = explainSegments(model, randomPicture(16, 16), squares(), someFeatures({0}), options(50), progress);
        QCOMPARE(effects.error().code, std::string("E-MEM-001"));
        model.mostAtOnce = 1;
        QVERIFY(explainSegments(model, randomPicture(16, 16), squares(), someFeatures({0}), options(50), progress).ok());
    }

    void hiddenPicturesAreWhatTheyShouldBe()
    {
        const Image picture = twoHalves(16);
        const Image mean = hiddenPicture(picture, squares(), {Hiding::Mean, {}});
        QCOMPARE(mean.rgb[0], mean.rgb[9]);
        QVERIFY(mean.rgb[0] >= 30 && mean.rgb[0] < 38);
        QVERIFY(mean.rgb[15 * 3] >= 200);
        const Image red = hiddenPicture(picture, squares(), {Hiding::Colour, {250, 1, 2}});
        QCOMPARE(red.rgb[3], std::uint8_t{250});
        QCOMPARE(red.rgb[4], std::uint8_t{1});
        const Image blur = hiddenPicture(picture, squares(), {Hiding::Blur, {}});
        QVERIFY(blur.rgb[7 * 3] > 60 && blur.rgb[7 * 3] < 180);
    }

    void occlusionFallsWhereTheFeatureLooks()
    {
        const FakeModel model;
        const Image white{16, 16, std::vector<std::uint8_t>(16 * 16 * 3, 255)};
        OcclusionOptions how;
        how.size = 4;
        how.stride = 4;
        Progress progress;
        const auto maps = occlusionMaps(model, white, someFeatures({0, 9}), how, progress);
        QVERIFY2(maps.ok(), sentence(maps).c_str());
        QCOMPARE(maps->passes, 17);
        QCOMPARE(maps->maps.size(), std::size_t{2});
        const ActivationMap& first = maps->maps[0];
        QCOMPARE(first.width, 4);
        for (int cell = 0; cell < 16; ++cell) {
            // A quarter of the quarter turns from white (2) to grey (about 0).
            const float expected = inFirstQuarter(cell) ? 0.498F : 0.0F;
            QVERIFY(std::abs(first.values[static_cast<std::size_t>(cell)] - expected) < 0.01F);
        }
        QVERIFY(maps->maps[1].values[15] > 0.4F);
        how.size = 17;
        QCOMPARE(sentence(occlusionMaps(model, white, someFeatures({0}), how, progress)),
                 std::string("E-OCCLUDE-001 Squares of 17 pixels every 4 pixels were asked for; expected 1 to 16, the picture's side."));
        std::stop_source stop;
        stop.request_stop();
        Progress stopped({}, stop.get_token());
        QVERIFY(occlusionMaps(model, white, someFeatures({0}), {}, stopped).cancelled());
    }

    void gradientsFallWhereTheFeatureLooks()
    {
        const FakeModel model;
        const Image picture = randomPicture(16, 16);
        std::vector<float> direction(FakeModel::width, 0.0F);
        direction[0] = 1;
        GradientMapOptions how;
        how.cell = 4;
        Progress progress;
        const auto map = gradientMap(model, picture, direction, how, progress);
        QVERIFY2(map.ok(), sentence(map).c_str());
        QCOMPARE(map->map.width, 4);
        QVERIFY(!map->relaxed && !map->vanishes);
        for (int cell = 0; cell < 16; ++cell)
            QCOMPARE(map->map.values[static_cast<std::size_t>(cell)] != 0, inFirstQuarter(cell));
        QVERIFY(gradientMap(model, picture, direction, how, progress)->map.values == map->map.values);
        // No slope at all: that is told, not drawn.
        const auto nothing = gradientMap(model, picture, std::vector<float>(FakeModel::width, 0.0F), how, progress);
        QVERIFY(nothing.ok() && nothing->vanishes && nothing->relaxed);
        how.copies = 0;
        QVERIFY(sentence(gradientMap(model, picture, direction, how, progress)).starts_with("E-GRADMAP-001 A gradient map of 0 copies"));
        std::stop_source stop;
        stop.request_stop();
        Progress stopped({}, stop.get_token());
        QVERIFY(gradientMap(model, picture, direction, {}, stopped).cancelled());
    }

    void outlinesAreTheBorderOfTheStrongPart()
    {
        const ActivationMap map{2, 2, {1, 0, 0, 0}};
        const std::vector<bool> part = strongPart(map, 8, 8, 0.5);
        QVERIFY(part[0] && !part[7] && !part[63]);
        const std::vector<bool> outline = outlineOf(part, 8, 8);
        QVERIFY(outline[0]);
        QVERIFY(!outline[8 + 1]);
        QVERIFY(std::count(outline.begin(), outline.end(), true) < std::count(part.begin(), part.end(), true));
        const std::vector<bool> nothing = strongPart({2, 2, {0, 0, -1, 0}}, 8, 8, 0.5);
        QCOMPARE(std::count(nothing.begin(), nothing.end(), true), std::ptrdiff_t{0});
        QCOMPARE(overlapWith(std::vector<bool>{true, true, false, false}, 2, {0, 0, 1, 2}), 1.0 / 3.0);
    }

    void aPatchIsTheFieldOfTheStrongestCell()
    {
        ActivationMap map{8, 8, std::vector<float>(64, 0.0F)};
        map.values[3 * 8 + 5] = 2;
        map.values[3 * 8 + 6] = 1.5F;
        const LikedPatch small = likedPatch(map, 64, 20);
        QVERIFY(small.theoretical);
        QCOMPARE(small.box.width, 20);
        QCOMPARE(small.box.left, 34);
        QCOMPARE(small.box.top, 18);
        const LikedPatch large = likedPatch(map, 64, 300);
        QVERIFY(!large.theoretical);
        QCOMPARE(large.box.width, 24);
        QCOMPARE(large.box.left, 36);
        // High everywhere: half of the side, where it is highest.
        const LikedPatch half = likedPatch({4, 4, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1, 2, 1.5F}}, 64, 300);
        QCOMPARE(half.box.width, 32);
        QVERIFY2(half.box.left > 24 && half.box.top > 24, std::to_string(half.box.left).c_str());
        QCOMPARE(likedPatch({2, 2, {0, 0, 0, 0}}, 64, 20).box.width, 64);
        const Architecture* resnet = findArchitecture("ResNet-50");
        QVERIFY(resnet != nullptr);
        QCOMPARE(receptiveField(*resnet).step, 32);
        QVERIFY2(receptiveField(*resnet).size > 400, std::to_string(receptiveField(*resnet).size).c_str());
    }

    void chosenSuperpixelsStandOut()
    {
        const Image picture = randomPicture(16, 16);
        const Image drawn = segmentPicture(picture, squares(), {5}, {});
        const std::size_t inside = 3 * (6 * 16 + 6);
        QCOMPARE(drawn.rgb[inside], picture.rgb[inside]);
        QCOMPARE(drawn.rgb[0], drawn.rgb[1]);
    }
};

QTEST_GUILESS_MAIN(SegmentsTest)
#include "segments_test.moc"
