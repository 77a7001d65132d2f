// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit.h"
#include "audit/feature_picture_json.h"
#include "support/fake_vision_model.h"
#include "support/synthetic_audit.h"

#include <QtTest>

#include <QTemporaryDir>

#include <atomic>
#include <cmath>
#include <fstream>
#include <thread>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

constexpr int side = 32;

template <typename T>
T taken(Result<T> result)
{
    if (!result)
        qFatal("%s", result.failed() ? result.error().message.c_str() : "cancelled");
    return std::move(result).value();
}

/// As many features as the synthetic audit has: red, green and blue in turn, every fourth one striped; feature 5 hears nothing.
std::shared_ptr<const FakeVisionModel> network(int features)
{
    std::vector<FakeVisionModel::Feature> list;
    for (int j = 0; j < features; ++j) {
        FakeVisionModel::Feature feature{{0, 0, 0}, 0.3F, j % 4 == 3, j == 5};
        feature.colour[static_cast<std::size_t>(j % 3)] = 1;
        list.push_back(feature);
    }
    return std::make_shared<const FakeVisionModel>(std::move(list), side);
}

PictureWish quick(int feature)
{
    PictureWish wish;
    wish.index = feature;
    wish.steps = 150;
    return wish;
}

}  // namespace

class FeaturePicturesTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_data = taken(syntheticData());
        m_head = taken(analyseHead(m_data, -1, m_progress));
        m_network = network(m_data->featureCount());
        m_opened = 0;
        FeaturePictures::Parts parts;
        parts.openModel = [this](Progress&) -> Result<std::shared_ptr<const VisionModel>> {
            ++m_opened;
            return std::shared_ptr<const VisionModel>(m_network);
        };
        parts.picture = [](std::int64_t row) -> Result<Image> {
            return Image{2, 2, std::vector<std::uint8_t>(12, static_cast<std::uint8_t>(row))};
        };
        parts.folder = fs::path(m_folder->path().toStdString()) / "pictures";
        parts.key = {{"model", "abc"}};
        m_pictures = std::make_unique<FeaturePictures>(parts);
        parts.key = {{"model", "def"}};
        m_others = std::make_unique<FeaturePictures>(parts);
    }

    void aPictureIsMadeOnceAndKept()
    {
        QVERIFY(!m_pictures->kept(*m_head, quick(0)));
        const FeaturePicture made = taken(m_pictures->make(*m_head, quick(0), m_progress));
        QVERIFY(made.complete && !made.fromCache && made.driveKnown);
        QCOMPARE(made.pictures.size(), std::size_t(1));
        QCOMPARE(made.side, side);
        QVERIFY(made.pictures[0].activation > made.pictures[0].startActivation);
        const FeatureView view = featureView(*m_head, 0);
        QCOMPARE(made.highest.activation, view.most.front().activation);
        QCOMPARE(made.highest.row, view.most.front().row);
        QCOMPARE(made.lowest.activation, view.least.front().activation);

        const auto again = m_pictures->kept(*m_head, quick(0));
        QVERIFY(again && again->fromCache && again->complete);
        QVERIFY(again->pictures[0].image.rgb == made.pictures[0].image.rgb);
        QCOMPARE(again->pictures[0].activation, made.pictures[0].activation);
        QCOMPARE(again->highest.row, made.highest.row);
        QCOMPARE(again->versions, made.versions);
        QVERIFY(taken(m_pictures->make(*m_head, quick(0), m_progress)).fromCache);
        QCOMPARE(m_opened.load(), 1);
        QVERIFY2(!m_others->kept(*m_head, quick(0)), "the pictures of another network");
        PictureWish other = quick(0);
        other.seed = 1;
        QVERIFY(!m_pictures->kept(*m_head, other));
    }

    void aDamagedOneIsMadeAgain_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("a cut picture") << ".png" << QByteArray("\x89PNG\r\n");
        QTest::newRow("an empty description") << ".json" << QByteArray();
        QTest::newRow("a description of another kind") << ".json" << QByteArray("[1, 2]");
        QTest::newRow("fields of other kinds") << ".json" << QByteArray("{\"version\": 1, \"outcome\": 3}");
        QTest::newRow("no pictures") << ".json" << QByteArray("{\"version\":1,\"outcome\":\"made\",\"sentence\":\"\",\"pictures\":[],\"drive_known\":true,"
                                                                 "\"complete\":true,\"side\":1,\"steps\":1,\"wanted_steps\":1,\"similarity\":0,"
                                                                 "\"notes\":[],\"versions\":{}}");
    }

    void aDamagedOneIsMadeAgain()
    {
        QFETCH(QString, ending);
        QFETCH(QByteArray, content);
        const FeaturePicture made = taken(m_pictures->make(*m_head, quick(1), m_progress));
        for (const auto& entry : fs::directory_iterator(m_folder->path().toStdString() + "/pictures"))
            if (entry.path().extension() == ending.toStdString())
                std::ofstream(entry.path(), std::ios::binary).write(content.data(), content.size());
        QVERIFY(!m_pictures->kept(*m_head, quick(1)));
        const FeaturePicture again = taken(m_pictures->make(*m_head, quick(1), m_progress));
        QVERIFY(!again.fromCache);
        QVERIFY(again.pictures[0].image.rgb == made.pictures[0].image.rgb);
        QVERIFY(m_pictures->kept(*m_head, quick(1)));
    }

    void aStoppedOneIsKeptAsSuchAndMadeAgain()
    {
        std::stop_source stop;
        Progress progress({}, stop.get_token());
        PictureWish wish = quick(0);
        wish.steps = 2000;
        const FeaturePicture stopped = taken(m_pictures->make(*m_head, wish, progress, [&](const RenderUpdate& update) {
            QVERIFY(update.values[0] >= 0);
            stop.request_stop();
        }));
        QVERIFY(!stopped.complete && stopped.steps < 2000 && stopped.pictures.size() == 1);
        const auto kept = m_pictures->kept(*m_head, wish);
        QVERIFY(kept && !kept->complete);
        QCOMPARE(kept->steps, stopped.steps);
        QVERIFY(m_pictures->make(*m_head, wish, progress).cancelled());
        QVERIFY(taken(m_pictures->make(*m_head, wish, m_progress)).complete);
    }

    void theNegativeSideTellsActivationAndDrive()
    {
        PictureWish wish = quick(0);
        wish.negative = true;
        const FeaturePicture made = taken(m_pictures->make(*m_head, wish, m_progress));
        // Next to 0: what moves out of sight at the edges is pushed less.
        QVERIFY(made.pictures[0].activation < 0.15 && !std::signbit(made.pictures[0].activation));
        QVERIFY(made.pictures[0].drive < -0.3);
        const nlohmann::json json = toJson(made);
        QCOMPARE(json["wish"]["negative"], true);
        QVERIFY(json["pictures"][0]["drive"].get<double>() < 0);
        QCOMPARE(json["outcome"], "made");
    }

    /// A class's value is its logit, so that it stands beside the logits of real pictures.
    void classesAndDifferencesAreLogits()
    {
        PictureWish wish = quick(1);
        wish.of = PictureWish::Of::Class;
        const FeaturePicture made = taken(m_pictures->make(*m_head, wish, m_progress));
        const auto& pieces = m_data->pieces();
        const Eigen::MatrixXd all = logits(m_head->head(), pieces.scale, pieces.table.features);
        QVERIFY(std::abs(made.highest.activation - all.col(1).maxCoeff()) < 1e-4);
        QVERIFY(std::abs(made.lowest.activation - all.col(1).minCoeff()) < 1e-4);
        wish.of = PictureWish::Of::Difference;
        wish.other = 2;
        const FeaturePicture difference = taken(m_pictures->make(*m_head, wish, m_progress));
        QVERIFY(std::abs(difference.highest.activation - (all.col(1) - all.col(2)).maxCoeff()) < 1e-4);
        QVERIFY(difference.pictures[0].activation > difference.pictures[0].startActivation);
    }

    void mixesAndSeveralPictures()
    {
        PictureWish wish = quick(0);
        wish.of = PictureWish::Of::Mix;
        wish.mix = {{0, 0.5}, {1, -1}};
        wish.count = 2;
        wish.diversity = 1;
        const FeaturePicture made = taken(m_pictures->make(*m_head, wish, m_progress));
        QCOMPARE(made.pictures.size(), std::size_t(2));
        QVERIFY(made.pictures[0].image.rgb != made.pictures[1].image.rgb);
        QVERIFY(m_pictures->kept(*m_head, wish)->pictures[1].image.rgb == made.pictures[1].image.rgb);
    }

    void aFeatureWithoutAGradientIsToldAndKept()
    {
        const FeaturePicture none = taken(m_pictures->make(*m_head, quick(5), m_progress));
        QCOMPARE(none.outcome, Rendering::Outcome::NoGradient);
        QVERIFY(none.pictures.empty() && !none.sentence.empty());
        const int calls = m_network->calls;
        QCOMPARE(taken(m_pictures->make(*m_head, quick(5), m_progress)).sentence, none.sentence);
        QCOMPARE(m_network->calls.load(), calls);
    }

    void badAsksGetSentences()
    {
        const auto code = [&](const PictureWish& wish) {
            const auto made = m_pictures->make(*m_head, wish, m_progress);
            return made.failed() ? made.error().code : std::string();
        };
        QCOMPARE(code(quick(m_data->featureCount())), std::string("E-AUDIT-004"));
        QCOMPARE(code(quick(-1)), std::string("E-AUDIT-004"));
        PictureWish wish = quick(99);
        wish.of = PictureWish::Of::Class;
        QCOMPARE(code(wish), std::string("E-AUDIT-004"));
        wish = quick(0);
        wish.of = PictureWish::Of::Mix;
        QCOMPARE(code(wish), std::string("E-VIS-004"));
        wish.mix = {{1000, 1}};
        QCOMPARE(code(wish), std::string("E-AUDIT-004"));
        wish = quick(0);
        wish.steps = 0;
        QCOMPARE(code(wish), std::string("E-VIS-003"));
        wish.steps = -5;
        QCOMPARE(code(wish), std::string("E-VIS-003"));
        wish = quick(0);
        wish.side = 1;
        QCOMPARE(code(wish), std::string("E-VIS-002"));
        wish = quick(0);
        wish.fromRow = m_data->rowCount();
        QCOMPARE(code(wish), std::string("E-AUDIT-004"));
        wish = quick(0);
        wish.count = 0;
        QCOMPARE(code(wish), std::string("E-VIS-006"));
        wish.count = 2;
        wish.diversity = -1;
        QCOMPARE(code(wish), std::string("E-VIS-007"));
    }

    void severalThreadsMakeSeveralPictures()
    {
        std::vector<FeaturePicture> made(4);
        std::vector<std::thread> threads;
        for (int j = 0; j < 4; ++j)
            threads.emplace_back([&, j] { made[static_cast<std::size_t>(j)] = taken(m_pictures->make(*m_head, quick(j), m_progress)); });
        for (std::thread& thread : threads)
            thread.join();
        for (const FeaturePicture& picture : made)
            QVERIFY(picture.complete && picture.pictures.size() == 1);
    }

    void theQueueBeginsWithTheClass()
    {
        const std::vector<int> queue = pictureQueue(*m_head, 2);
        const ClassView view = classView(*m_head, 2);
        QVERIFY(!view.bars.empty());
        for (std::size_t i = 0; i < view.bars.size(); ++i)
            QCOMPARE(queue[i], view.bars[i].feature);
        QCOMPARE(queue.size(), m_head->head().usedFeatures().size());
    }

    void withoutItsModelAnAuditSaysSo()
    {
        QTemporaryDir folder;
        const auto made = taken(writeSyntheticAudit(folder.path().toStdString()));
        const auto audit = taken(Audit::open(made));
        const auto data = taken(audit->load(m_progress));
        const auto pictures = taken(audit->featurePictures(data));
        const auto head = taken(audit->analyse(data, -1, m_progress));
        const auto result = pictures->make(*head, quick(0), m_progress);
        QVERIFY2(result.failed() && result.error().code == "E-AUDIT-010", "the model file of this audit is not there");
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<const AuditData> m_data;
    std::shared_ptr<const HeadAnalysis> m_head;
    std::shared_ptr<const FakeVisionModel> m_network;
    std::unique_ptr<FeaturePictures> m_pictures;
    std::unique_ptr<FeaturePictures> m_others;
    std::atomic<int> m_opened = 0;
    Progress m_progress;
};

QTEST_GUILESS_MAIN(FeaturePicturesTest)
#include "feature_pictures_test.moc"
