// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit.h"
#include "models/small_cnn_training.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace sparsescope;
namespace fs = std::filesystem;

// The whole way on a network trained here: model file and pictures to an audited sparse head, and what happens when one
// of them is not what it was.

namespace {

constexpr int side = 64;
constexpr int classes = 3;
constexpr int perClass = 20;

/// A bar of one colour for each class, at a place that moves.
Image pictureOf(int klass, int number)
{
    Image image{side, side, std::vector<std::uint8_t>(std::size_t{side} * side * 3, 128)};
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            if (x >= number && x < number + 24)
                image.rgb[(static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x)) * 3 + static_cast<std::size_t>(klass)] =
                    static_cast<std::uint8_t>(230 - (y * 7 + number) % 20);
    return image;
}

Status writeInputs(const fs::path& root)
{
    LabelledImages training;
    for (int k = 0; k < classes; ++k) {
        const fs::path folder = root / "pictures" / ("colour " + std::to_string(k));
        SS_CHECK(createFolders(folder));
        for (int i = 0; i < perClass; ++i) {
            training.images.push_back(pictureOf(k, i));
            training.labels.push_back(k);
            SS_TRY(const Bytes png, encodePng(training.images.back()));
            SS_CHECK(writeFileAtomically(folder / (std::to_string(100 + i) + ".png"), std::span<const std::byte>(png)));
        }
    }
    std::ofstream(root / "pictures/colour 1/100.png", std::ios::binary | std::ios::trunc) << "not a picture";
    fs::copy_file(root / "pictures/colour 2/118.png", root / "pictures/colour 2/119.png", fs::copy_options::overwrite_existing);
    SmallCnnTraining options;
    options.classNames = {"colour 0", "colour 1", "colour 2"};
    options.epochs = 2;
    Progress silent;
    SS_TRY(const TrainedNetwork network, trainSmallCnn(training, options, silent));
    return writeSafetensors(root / "network.safetensors", network.tensors, network.metadata);
}

}  // namespace

class PipelineTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_root = m_folder.path().toStdString();
        const Status made = writeInputs(m_root);
        QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "");
        AuditSettings settings;
        settings.model = m_root / "network.safetensors";
        settings.data = m_root / "pictures";
        settings.dataset.validationShare = 0.2;
        settings.dataset.testShare = 0.2;
        settings.path.lambdaCount = 12;
        settings.path.lambdaRatio = 0.05;
        const auto audit = Audit::create(m_root / "colours.audit", settings, m_silent);
        QVERIFY2(audit.ok(), audit.failed() ? audit.error().message.c_str() : "");
        m_audit = *audit;
    }

    void copiesAreAmongItsWarnings()
    {
        const std::string expected = "1 picture is a copy of another, byte for byte: \"colour 2/118.png\" and \"colour 2/119.png\".";
        const auto warnings = m_audit->info().warnings;
        QVERIFY(std::find(warnings.begin(), warnings.end(), expected) != warnings.end());
    }

    void fromModelAndPicturesToAHead()
    {
        const auto extracted = m_audit->extract(m_silent);
        QVERIFY2(extracted.ok(), extracted.failed() ? extracted.error().message.c_str() : "");
        QCOMPARE(extracted->rows, std::int64_t{classes * perClass - 1});
        QCOMPARE(extracted->skipped.size(), std::size_t{1});
        QCOMPARE(m_audit->info().skipped.front().path, std::string("colour 1/100.png"));
        const auto path = m_audit->fit(m_audit->info().settings.path, m_silent);
        QVERIFY2(path.ok(), path.failed() ? path.error().message.c_str() : "");
        QCOMPARE(path->rows.size(), std::size_t{12});
        QVERIFY(path->chosen > 0);
    }

    void theAuditReopensAndKnowsTheOriginalHead()
    {
        const auto again = Audit::open(m_root / "colours.audit");
        QVERIFY(again.ok());
        const auto data = (*again)->load(m_silent);
        QVERIFY(data.ok());
        const auto head = (*again)->analyse(*data, -1, m_silent);
        QVERIFY(head.ok());
        QVERIFY(classList(**head).rows[0].agreement.has_value());
        QVERIFY(classList(**head).accuracy > 0.6);
    }

    void aSecondExtractionTakesEverythingOver()
    {
        const auto again = m_audit->extract(m_silent);
        QVERIFY(again.ok());
        QCOMPARE(again->resumedRows, again->rows);
    }

    void theOverlayIsDrawnOnceAndKept()
    {
        const auto data = m_audit->load(m_silent);
        QVERIFY(data.ok());
        const auto first = m_audit->activationOverlay(**data, 3, 0, m_silent);
        QVERIFY2(first.ok(), first.failed() ? first.error().message.c_str() : "");
        QCOMPARE(first->width, m_audit->info().model.preprocessing.crop);
        QCOMPARE(std::distance(fs::directory_iterator(m_root / "colours.audit/pictures"), {}), std::ptrdiff_t{1});
        const auto second = m_audit->activationOverlay(**data, 3, 0, m_silent);
        QVERIFY(second.ok() && second->rgb == first->rgb);
    }

    void aStopIsHeardBeforeTheFirstPicture()
    {
        std::stop_source source;
        source.request_stop();
        Progress stopped(nullptr, source.get_token());
        QVERIFY(!m_audit->fit(PathOptions{.alpha = 0.3}, stopped).failed());
    }

    void zChangedDataIsRefusedByName()
    {
        fs::remove(m_root / "pictures/colour 2/105.png");
        const auto refused = m_audit->extract(m_silent);
        QCOMPARE(refused.error().code, std::string("E-AUDIT-013"));
    }

    void zzAChangedModelIsRefusedByName()
    {
        std::ofstream(m_root / "network.safetensors", std::ios::binary | std::ios::app) << "x";
        const auto fresh = Audit::open(m_root / "colours.audit");
        const auto data = (*fresh)->load(m_silent);
        QVERIFY(data.ok());
        QCOMPARE((*fresh)->activationOverlay(**data, 5, 1, m_silent).error().code, std::string("E-AUDIT-011"));
    }

private:
    QTemporaryDir m_folder;
    fs::path m_root;
    Progress m_silent;
    std::shared_ptr<Audit> m_audit;
};

QTEST_GUILESS_MAIN(PipelineTest)
#include "pipeline_test.moc"
