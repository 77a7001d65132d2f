// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/picture_json.h"
#include "core/features/feature_fixtures.h"
#include "support/synthetic_audit.h"

#include <QtTest>

#include <QTemporaryDir>

using namespace sparsescope;
using fixtures::FakeModel;

namespace {

const ClassNames names{"one", "two", "three", "four", "five", "six"};

template <typename T>
T taken(Result<T> result)
{
    if (!result)
        qFatal("%s", result.failed() ? result.error().message.c_str() : "cancelled");
    return std::move(result).value();
}

template <typename T>
std::string codeOf(const Result<T>& result)
{
    return result.failed() ? result.error().code : result.ok() ? "it worked" : "cancelled";
}

}  // namespace

/// Questions about pictures on a network whose features are the mean colours of the quarters.
class PictureLookTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_root = m_folder->path().toStdString();
        Random random(3);
        m_file = m_root / "some" / "a.png";
        m_picture = fixtures::randomImage(random, 16, 16);
        write(m_picture, m_file);
        SyntheticOptions options;
        options.features = FakeModel::width;
        auto data = taken(syntheticData(options));
        m_head = taken(analyseHead(data, -1, m_progress));
        m_model = std::make_shared<FakeModel>();
        PictureLook::Parts parts;
        parts.openModel = [model = m_model](Progress&) { return Result<std::shared_ptr<const VisionModel>>(model); };
        parts.fileOf = [this](const DatasetItem&) { return Result<std::filesystem::path>(m_file); };
        parts.cacheFolder = m_root / "pictures";
        parts.key = "fake";
        m_look = std::make_unique<PictureLook>(parts);
    }

    void limeAnswersForAFeatureAndAClassAtOnce()
    {
        const SegmentAnswer answer = taken(m_look->segments(*m_head, {0}, question(), m_progress));
        QCOMPARE(answer.effects.effects.cols(), Eigen::Index{2});
        QVERIFY(answer.segments.count > 4);
        QVERIFY(std::abs(answer.effects.value[0]) > 0);
        const nlohmann::json json = toJson(answer, {0}, true, names);
        QCOMPARE(json["targets"][0]["of"], "feature");
        QCOMPARE(json["targets"][1]["class_name"], "one");
        QCOMPARE(json["labels"].size(), std::size_t{256});
        QCOMPARE(json["segments"].get<int>(), answer.segments.count);
    }

    void whatWasFoundIsGivenAgain()
    {
        int passes = 0;
        m_model->onForward = [&](int count) { passes += count; };
        const SegmentAnswer first = taken(m_look->segments(*m_head, {0}, question(), m_progress));
        QVERIFY(passes > 0);
        passes = 0;
        const SegmentAnswer again = taken(m_look->segments(*m_head, {-1, m_file}, question(), m_progress));
        QCOMPARE(passes, 0);
        QVERIFY(again.effects.effects == first.effects.effects);
        SegmentQuestion other = question();
        other.options.lime.seed = 1;
        QVERIFY(m_look->segments(*m_head, {0}, other, m_progress).ok());
        QVERIFY(passes > 0);
        // Damaged or foreign files in the cache are as if they were not there.
        for (const auto& entry : std::filesystem::directory_iterator(m_root / "pictures"))
            fixtures::writeText(entry.path(), "{\"effects\": [[1e999]]}");
        passes = 0;
        QVERIFY(taken(m_look->segments(*m_head, {0}, question(), m_progress)).effects.effects == first.effects.effects);
        QVERIFY(passes > 0);
    }

    void occlusionIsAMapForAnyNetwork()
    {
        MapQuestion map;
        map.kind = MapKind::Occlusion;
        map.occlusion.stride = 4;
        const MapAnswer answer = taken(m_look->map(*m_head, {0}, map, m_progress));
        QCOMPARE(answer.map.width, 4);
        const auto peak = std::max_element(answer.map.values.begin(), answer.map.values.end()) - answer.map.values.begin();
        QVERIFY(peak % 4 < 2 && peak / 4 < 2);
        QVERIFY(toJson(answer, names)["patch"]["width"].get<int>() > 0);
        int passes = 0;
        m_model->onForward = [&](int count) { passes += count; };
        QVERIFY(taken(m_look->map(*m_head, {0}, map, m_progress)).map.values == answer.map.values);
        QCOMPARE(passes, 0);
        map.target = {PictureTarget::Of::Logit, 1};
        QVERIFY(m_look->map(*m_head, {0}, map, m_progress).ok());
        const Image patch = taken(m_look->patch(*m_head, {0}, 0, m_progress));
        QVERIFY(patch.width > 0 && patch.width <= 16);
    }

    void anyPictureIsPredicted()
    {
        const PicturePrediction prediction = taken(m_look->predict(*m_head, {-1, m_file}, m_progress));
        double sum = prediction.predicted.bias;
        for (const Contribution& part : prediction.predicted.parts)
            sum += part.part;
        QVERIFY(std::abs(sum - prediction.predicted.logit) < 1e-9);
        QCOMPARE(prediction.ranking.front().klass, prediction.predicted.klass);
        QVERIFY(!prediction.strongest.empty());
        QVERIFY(!prediction.original.has_value());
        QCOMPARE(toJson(prediction, names)["predicted"]["class_name"], nlohmann::json(names[static_cast<std::size_t>(prediction.predicted.klass)]));
    }

    void aFolderIsPredictedAndTellsWhatIsNoPicture()
    {
        write(m_picture, m_root / "some" / "deep" / "b.png");
        fixtures::writeText(m_root / "some" / "c.png", "this is text");
        fixtures::writeText(m_root / "some" / "readme.txt", "left alone");
        const FolderPredictions all = taken(m_look->predictAll(*m_head, m_root / "some", m_progress));
        QCOMPARE(all.pictures.size(), std::size_t{2});
        QCOMPARE(all.refused.size(), std::size_t{1});
        QVERIFY(all.refused.front().reason.find("c.png") != std::string::npos);
        std::filesystem::create_directories(m_root / "empty");
        QCOMPARE(codeOf(m_look->predictAll(*m_head, m_root / "empty", m_progress)), std::string("E-LOOK-002"));
        std::stop_source stop;
        m_model->onForward = [&](int) { stop.request_stop(); };
        Progress stopped({}, stop.get_token());
        const FolderPredictions some = taken(m_look->predictAll(*m_head, m_root / "some", stopped));
        QVERIFY(!some.complete);
        QCOMPARE(some.pictures.size(), std::size_t{1});
    }

    void badQuestionsAreRefusedInWords()
    {
        const int features = m_head->data().featureCount();
        SegmentQuestion lime = question();
        lime.targets = {{PictureTarget::Of::Feature, features}};
        const auto refused = m_look->segments(*m_head, {0}, lime, m_progress);
        QCOMPARE(codeOf(refused), std::string("E-AUDIT-004"));
        QCOMPARE(refused.error().message, std::string("There is no feature 12: this audit has features 0 to 11."));
        lime.targets = {{PictureTarget::Of::Feature, features - 3}};
        QCOMPARE(m_look->segments(*m_head, {0}, lime, m_progress).error().message,
                 std::string("Feature 9 is 0 on every row of this audit, so nothing on a picture explains it."));
        QCOMPARE(codeOf(m_look->segments(*m_head, {1'000'000}, question(), m_progress)), std::string("E-AUDIT-004"));
        lime = question();
        lime.options.lime.samples = 0;
        QCOMPARE(codeOf(m_look->segments(*m_head, {0}, lime, m_progress)), std::string("E-LIME-001"));
        lime = question();
        lime.superpixels.regionSize = 1000;
        QCOMPARE(codeOf(m_look->segments(*m_head, {0}, lime, m_progress)), std::string("E-SEGMENT-001"));
        QCOMPARE(codeOf(m_look->map(*m_head, {0}, {}, m_progress)), std::string("E-LOOK-004"));
        fixtures::writeText(m_root / "text.png", "no picture at all");
        QVERIFY(m_look->predict(*m_head, {-1, m_root / "text.png"}, m_progress).failed());
        QVERIFY(m_look->predict(*m_head, {-1, m_root / "missing.png"}, m_progress).failed());
        std::stop_source stop;
        stop.request_stop();
        Progress stopped({}, stop.get_token());
        QVERIFY(m_look->segments(*m_head, {0}, question(), stopped).cancelled());
    }

    void aPictureOfOnePixelIsExplainedToo()
    {
        const auto file = m_root / "one.png";
        write({1, 1, {200, 10, 30}}, file);
        const SegmentAnswer answer = taken(m_look->segments(*m_head, {-1, file}, question(), m_progress));
        // Every superpixel is its own mean colour: nothing changes, and that is told.
        QCOMPARE(answer.effects.r2[0], 0.0);
        QVERIFY(topSegments(answer.effects.effects.col(0), 3, false).empty());
    }

    void examplesComeByClassAndSplit()
    {
        ExampleQuestion ask;
        ask.choice.count = 5;
        const ExampleListView most = taken(exampleList(*m_head, ask));
        QCOMPARE(most.examples.size(), std::size_t{5});
        QCOMPARE(most.rows, m_head->data().rowCount());
        for (std::size_t i = 1; i < most.examples.size(); ++i)
            QVERIFY(most.examples[i - 1].example.activation >= most.examples[i].example.activation);
        ask.choice.kind = ExampleKind::Random;
        ask.klass = 2;
        ask.split = Split::Train;
        const ExampleListView drawn = taken(exampleList(*m_head, ask));
        for (const auto& shown : drawn.examples)
            QVERIFY(shown.example.label == 2 && shown.example.split == Split::Train);
        QCOMPARE(toJson(drawn, names)["split"], "train");
        ask.klass = 6;
        QCOMPARE(codeOf(exampleList(*m_head, ask)), std::string("E-AUDIT-004"));
        ask = {};
        ask.choice.feature = 9;
        QCOMPARE(codeOf(exampleList(*m_head, ask)), std::string("E-LOOK-001"));
        ask.choice.feature = -1;
        QCOMPARE(codeOf(exampleList(*m_head, ask)), std::string("E-AUDIT-004"));
    }

    void namesAreProposedFromTheClassesThatExciteAFeature()
    {
        // Feature 0 is high for class 0.
        const NameProposal proposal = proposedFeatureName(m_head->data(), 0);
        QVERIFY(!proposal.classes.empty());
        QCOMPARE(proposal.classes.front().klass, 0);
        QVERIFY(proposal.classes.front().lift > 2);
        QVERIFY(proposal.name.find(m_head->data().pieces().classes[0].name) != std::string::npos);
        QVERIFY(proposedFeatureName(m_head->data(), 9).name.empty());
        QVERIFY(proposedFeatureName(m_head->data(), 99).name.empty());
    }

private:
    static void write(const Image& image, const std::filesystem::path& file)
    {
        const Bytes png = taken(encodePng(image));
        fixtures::writeBytes(file, png);
    }

    static SegmentQuestion question()
    {
        SegmentQuestion result;
        result.targets = {{PictureTarget::Of::Feature, 0}, {PictureTarget::Of::Logit, 0}};
        result.superpixels.regionSize = 4;
        result.options.lime.samples = 100;
        return result;
    }

    Progress m_progress;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_root;
    std::filesystem::path m_file;
    Image m_picture;
    std::shared_ptr<const HeadAnalysis> m_head;
    std::shared_ptr<FakeModel> m_model;
    std::unique_ptr<PictureLook> m_look;
};

QTEST_GUILESS_MAIN(PictureLookTest)
#include "picture_look_test.moc"
