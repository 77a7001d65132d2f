// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/picture_look.h"
#include "core/features/feature_fixtures.h"
#include "ui/dialogs/new_audit.h"
#include "ui/dialogs/picture_sheet.h"
#include "ui/models/text_table_model.h"
#include "ui/pages/errors_page.h"
#include "ui/pages/examples_box.h"
#include "ui/pages/feature_page.h"
#include "ui/pages/lime_panel.h"
#include "ui/pages/name_line.h"
#include "ui/pages/values_box.h"
#include "ui/pages/where_box.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/map_lines.h"
#include "ui/widgets/map_viewer.h"
#include "ui/widgets/thumbnail_grid.h"
#include "ui/window_fixture.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTabWidget>

using namespace sparsescope;
using namespace sparsescope::ui;
using fixtures::FakeModel;

namespace {

/// Maps of 2 × 2 cells, each the mean of the feature's colour in a quarter: the truth about where it fires.
class MappedModel : public FakeModel {
public:
    Result<std::vector<ActivationMap>> activationMaps(std::span<const float> input, std::span<const int> asked) const override
    {
        std::vector<float> all(width);
        SS_CHECK(features(input, 1, all));
        std::vector<ActivationMap> maps;
        for (const int feature : asked) {
            ActivationMap map{2, 2, std::vector<float>(4, 0.0F)};
            map.values[static_cast<std::size_t>(feature / 3)] = std::max(0.1F, std::abs(all[static_cast<std::size_t>(feature)]));
            maps.push_back(map);
        }
        return maps;
    }
};

/// A window over a synthetic audit whose network is a fake one, quick and known.
struct PictureWindow {
    explicit PictureWindow(bool maps) : fixture(optionsOf(maps))
    {
        model = maps ? std::make_shared<MappedModel>() : std::make_shared<FakeModel>();
        PictureLook::Parts parts;
        parts.openModel = [model = model](Progress&) { return Result<std::shared_ptr<const VisionModel>>(model); };
        parts.fileOf = [folder = fixture.folder()](const DatasetItem& item) {
            return Result<std::filesystem::path>(std::filesystem::path(folder.toStdString()) / "pictures" / item.path);
        };
        parts.cacheFolder = std::filesystem::path(fixture.folder().toStdString()) / "looks";
        parts.key = "fake";
        fixture.window().looks().setLook(std::make_shared<PictureLook>(parts));
        fixture.window().resize(1360, 900);
    }
    static SyntheticOptions optionsOf(bool maps)
    {
        SyntheticOptions options;
        options.features = FakeModel::width;
        options.activationMaps = maps;
        options.copies = 3;
        options.made = true;
        return options;
    }
    bool go(PageId page, int feature, qint64 row = -1)
    {
        auto focus = fixture.window().workspace().selection.focus();
        focus.page = page;
        focus.feature = feature;
        focus.example = row;
        fixture.window().workspace().selection.go(focus);
        return fixture.waitCalm();
    }
    FeaturePage& page() { return *fixture.window().findChild<FeaturePage*>(); }
    void drop(const QStringList& paths)
    {
        QMimeData mime;
        QList<QUrl> urls;
        for (const auto& path : paths)
            urls << QUrl::fromLocalFile(path);
        mime.setUrls(urls);
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, {});
        QApplication::sendEvent(&fixture.window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, {});
        QApplication::sendEvent(&fixture.window(), &event);
    }
    /// But for maps over thumbnails, which are made by the network that the audit names, and that one is not there.
    bool noErrors()
    {
        auto& problems = fixture.window().problems();
        for (int row = 0; row < problems.rowCount(); ++row)
            if (problems.at(row).kind == Problem::Kind::Error && problems.at(row).title != "Showing a picture")
                return false;
        return true;
    }
    QString file(const QString& name) const { return fixture.folder() + '/' + name; }

    WindowFixture fixture;
    std::shared_ptr<FakeModel> model;
};

void shoot(QWidget& widget, const QString& name)
{
    const QDir target(QCoreApplication::applicationDirPath() + "/gallery/pictures");
    target.mkpath(".");
    for (const bool dark : {false, true}) {
        applyAppearance(*qApp, dark ? Appearance::Dark : Appearance::Light);
        QTest::qWait(250);
        widget.grab().save(target.filePath(name + (dark ? "-dark.png" : "-light.png")));
    }
    applyAppearance(*qApp, Appearance::Light);
}

QPushButton* buttonOf(const QWidget& widget, const QString& text)
{
    for (auto* button : widget.findChildren<QPushButton*>())
        if (button->text() == text)
            return button;
    return nullptr;
}

SegmentEffects someEffects()
{
    SegmentEffects effects;
    effects.effects = Eigen::MatrixXd::Zero(6, 1);
    effects.effects.col(0) << 0.5, -0.25, 0.75, 0, -1, 0.125;
    effects.r2 = Eigen::VectorXd::Constant(1, 0.83);
    effects.stability = Eigen::VectorXd::Constant(1, 0.968);
    effects.repeats = 2;
    effects.samples = 1000;
    return effects;
}

double lengthOf(const QList<QLineF>& lines)
{
    double length = 0;
    for (const auto& line : lines)
        length += line.length();
    return length;
}

}  // namespace

class PicturesUiTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { initResources(); }
    void init() { QTest::failOnWarning(ourWarnings()); }

    void bordersRunBetweenParts()
    {
        // Two halves of a 4 × 2 picture: one line of the picture's height.
        const std::vector<int> halves{0, 0, 1, 1, 0, 0, 1, 1};
        QCOMPARE(partBorders(halves, 4, 2), QList<QLineF>{QLineF(2, 0, 2, 2)});
        QCOMPARE(lengthOf(partBorders(halves, 4, 2, true)), 2.0 + 2 + 2 + 2);
        QVERIFY(partBorders(halves, 3, 3).isEmpty());
        QVERIFY(partBorders({}, 0, 0).isEmpty());
    }

    void outlinesFollowTheThreshold()
    {
        ActivationMap map{3, 3, {0, 0, 0, 0, 1, 0, 0, 0, 0}};
        const auto wide = contourLines(map, 0.25), narrow = contourLines(map, 0.75);
        QVERIFY(lengthOf(wide) > lengthOf(narrow) && !narrow.isEmpty());
        for (const auto& line : narrow)
            QVERIFY(QLineF(line.center(), {0.5, 0.5}).length() < 0.25);
        QVERIFY(contourLines(map, 0).isEmpty());
        map.values.assign(9, -1);
        QVERIFY(contourLines(map, 0.5).isEmpty());
        map.values.assign(9, 1);  // strong everywhere: the picture's edge is the outline
        QVERIFY(lengthOf(contourLines(map, 0.5)) > 3.5);
        map.values.assign(4, 1);
        QVERIFY(contourLines(map, 0.5).isEmpty());
    }

    void examplesTellWhatTheyStandFor()
    {
        ExampleModel model({[](const ExampleRef&) { return QString("caption"); }, [](const ExampleRef&) { return QString("<b>tip</b>"); }});
        const QAbstractItemModelTester tester(&model);
        model.setExamples({{1, "a", 0, Split::Train, 1}, {2, "b", 0, Split::Train, 1}}, -1, {{2, 1}, {0, 0}});
        QCOMPARE(model.index(0).data(ExampleModel::BadgeRole).toString(), QString("+3"));
        QVERIFY(model.index(1).data(ExampleModel::BadgeRole).toString().isEmpty());
        const auto tip = model.index(0).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains("2 copies") && tip.contains("1 other") && !tip.contains("<b>"), qPrintable(tip));
        model.setOverlay(4, true);
        QVERIFY(model.index(0).data(ExampleModel::PatchRole).toBool());
        model.setExamples({});
        model.setExamples({{1, "a", 0, Split::Train, 1}});
        QVERIFY(model.index(0).data(ExampleModel::BadgeRole).toString().isEmpty());
    }

    void limeTellsWeightsAndHowFarSeedsAgree()
    {
        LimePanel panel;
        panel.show();
        auto* run = buttonOf(panel, "Run LIME");
        QVERIFY(run && !run->isEnabled());
        panel.setPieces(6);
        QVERIFY(run->isEnabled() && run->toolTip().contains("3"));
        QVERIFY(panel.chosen().empty() && panel.stabilityWords().isEmpty());
        panel.setAnswer(someEffects(), 0, "feature 7");
        QCOMPARE(panel.chosen(), (std::vector<int>{2, 0, 5}));
        QVERIFY2(panel.weightWords().startsWith(QString::fromUtf8("1\u00A0+0.75   2\u00A0+0.5")), qPrintable(panel.weightWords()));
        QVERIFY2(panel.stabilityWords().contains("3 seeds agree to 0.97"), qPrintable(panel.stabilityWords()));
        panel.findChildren<QComboBox*>().last()->setCurrentIndex(1);
        QVERIFY(panel.negative());
        QCOMPARE(panel.chosen(), (std::vector<int>{4, 1}));
        auto faint = someEffects();
        faint.effects(1, 0) = -0.001;  // beside −1 that is nothing
        panel.setAnswer(faint, 0, "feature 7");
        QCOMPARE(panel.chosen(), std::vector<int>{4});
        QVERIFY(panel.weightWords().startsWith(QString::fromUtf8("1\u00A0−1")));
        auto effects = someEffects();
        effects.complete = false;
        effects.samples = 300;
        effects.stability[0] = std::nan("");
        panel.setAnswer(effects, 0, "feature 7");
        QVERIFY(panel.stabilityWords().contains("Stopped after 300 samples") && !panel.stabilityWords().contains("agree"));
        const auto question = panel.question({PictureTarget::Of::Logit, 2});
        QCOMPARE(question.options.lime.samples, 1000);
        QCOMPARE(question.options.repeats, 2);
        QCOMPARE(question.targets.front().index, 2);
        panel.clearAnswer();
        QVERIFY(!panel.weightOf(2).has_value());
    }

    void theChooserShowsOtherExamples()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        QVERIFY(window.go(PageId::Feature, 3));
        auto& box = *window.page().examples();
        const auto shown = [&] { return box.grid()->examples().examples(); };
        QVERIFY(shown().size() >= 12);
        QVERIFY(shown().front().activation >= shown().back().activation);
        const double highest = shown().front().activation;
        box.setKind(ExampleKind::Least);
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(shown().front().activation <= shown().back().activation);
        box.setKind(ExampleKind::Quantiles);
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(shown().front().activation > shown()[shown().size() / 2].activation);
        box.setKind(ExampleKind::Random);
        QVERIFY(window.fixture.waitCalm());
        const auto first = shown();
        auto* others = buttonOf(box, "Others");
        QVERIFY(others->isVisible());
        others->click();
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(first.front().row != shown().front().row || first.back().row != shown().back().row);
        box.setKind(ExampleKind::Most);
        box.setClass(2);
        QVERIFY(window.fixture.waitCalm());
        for (const auto& example : shown())
            QCOMPARE(example.label, 2);
        QVERIFY(shown().front().activation < highest);
        QVERIFY2(box.countWords().contains("of 40 pictures"), qPrintable(box.countWords()));
        box.setClass(0);
        QVERIFY(window.fixture.waitCalm());
        // Rows 0 to 3 have the same features: one of them is shown and stands for the others.
        bool badge = false;
        for (int i = 0; i < box.grid()->examples().rowCount(); ++i)
            badge = badge || box.grid()->examples().index(i).data(ExampleModel::BadgeRole).toString() == "+3";
        QVERIFY(badge);
        box.setFolded(false);
        QVERIFY(window.fixture.waitCalm());
        for (int i = 0; i < box.grid()->examples().rowCount(); ++i)
            QVERIFY(box.grid()->examples().index(i).data(ExampleModel::BadgeRole).toString().isEmpty());
        box.setFolded(true);
        box.setClass(-1);
        box.setLook(ExamplesBox::Patches);
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(window.noErrors());
    }

    void aDeadFeatureHasNoExamplesButASentence()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        QVERIFY(window.go(PageId::Feature, 9));
        const auto& page = window.page();
        QCOMPARE(page.examples()->grid()->examples().rowCount(), 0);
        bool told = false;
        for (const auto* label : page.examples()->findChildren<QLabel*>())
            told = told || label->text().contains("is 0 on every row");
        QVERIFY(told);
        QVERIFY(!page.nameLine()->isVisible());
        QVERIFY(window.noErrors());
        page.examples()->setKind(ExampleKind::Random);
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(page.examples()->grid()->examples().rowCount() > 0);
        QVERIFY2(page.where()->words().contains("nothing on a picture explains it"), qPrintable(page.where()->words()));
    }

    void mapsOfAllKindsAreShown()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        QVERIFY(window.go(PageId::Feature, 3));
        auto& where = *window.page().where();
        QCOMPARE(where.kind(), WhereBox::Activation);
        QVERIFY(where.viewer()->hasMap());
        auto* outline = where.findChildren<QSlider*>().last();
        outline->setValue(50);
        QVERIFY(where.viewer()->outlineLines() > 0);
        outline->setValue(0);
        QCOMPARE(where.viewer()->outlineLines(), 0);
        outline->setValue(60);
        shoot(window.fixture.window(), "feature");
        for (const auto kind : {WhereBox::Gradient, WhereBox::Occlusion}) {
            where.setKind(kind);
            QVERIFY(!where.viewer()->hasMap());
            QVERIFY(window.fixture.waitCalm());
            QVERIFY(where.viewer()->hasMap());
        }
        where.setKind(WhereBox::Plain);
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(!where.viewer()->hasMap());
    }

    void withoutMapsTheGradientIsTakenAndTheReasonTold()
    {
        PictureWindow window(false);
        QVERIFY(window.fixture.open());
        QVERIFY(window.go(PageId::Feature, 3));
        auto& where = *window.page().where();
        QCOMPARE(where.kind(), WhereBox::Gradient);
        QVERIFY(where.viewer()->hasMap());
        auto* kinds = where.findChildren<QComboBox*>().first();
        const auto* item = static_cast<QStandardItemModel*>(kinds->model())->item(WhereBox::Activation);
        QVERIFY(!item->isEnabled());
        QVERIFY(item->toolTip().contains("no map"));
    }

    void limeRunsAndAStopKeepsWhatWasSampled()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        QVERIFY(window.go(PageId::Feature, 3));
        auto& where = *window.page().where();
        where.setKind(WhereBox::Lime);
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(where.viewer()->parts().has_value());
        QVERIFY(where.viewer()->parts()->chosen.empty());
        const int pieces = where.viewer()->parts()->segments.count;
        QVERIFY(pieces > 4);
        auto* run = buttonOf(*where.lime(), "Run LIME");
        run->click();
        QCOMPARE(run->text(), QString("Stop"));
        QVERIFY(window.fixture.waitCalm());
        QCOMPARE(run->text(), QString("Run LIME"));
        QVERIFY(!where.viewer()->parts()->chosen.empty());
        QVERIFY2(where.lime()->stabilityWords().contains("seeds agree to") || where.lime()->stabilityWords().contains("no seed"),
                 qPrintable(where.lime()->stabilityWords()));
        shoot(window.fixture.window(), "lime");
        // Another seed is asked anew; the network is slow now, and the person stops it.
        for (auto* spin : where.lime()->findChildren<QSpinBox*>())
            if (spin->accessibleName() == "Seed")
                spin->setValue(7);
        std::atomic<int> passes = 0;
        window.model->onForward = [&](int count) {
            passes += count;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        };
        run->click();
        QTRY_VERIFY(passes > 40);
        run->click();
        QVERIFY(window.fixture.waitCalm());
        window.model->onForward = {};
        QVERIFY2(where.lime()->stabilityWords().contains("Stopped after") || where.words().contains("Stopped before"),
                 qPrintable(where.lime()->stabilityWords() + where.words()));
        // Another cut makes what was found worthless.
        for (auto* spin : where.lime()->findChildren<QSpinBox*>())
            if (spin->accessibleName() == "Size of superpixels")
                spin->setValue(8);
        QVERIFY(where.lime()->chosen().empty());
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(where.viewer()->parts()->segments.count < pieces);
    }

    void aProposedNameIsTakenOnlyWhenAccepted()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        QVERIFY(window.go(PageId::Feature, 3));
        auto& line = *window.page().nameLine();
        QVERIFY(line.isVisible());
        QVERIFY2(line.words().contains(QString::fromUtf8("of class ‘class 3’")), qPrintable(line.words()));
        auto& session = window.fixture.window().workspace().session;
        QCOMPARE(session.featureName(3), QString("feature 3"));
        line.button()->click();
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(session.featureName(3).contains("class 3"));
        QVERIFY(!line.isVisible());
        session.nameFeature(4, "mine", "");
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(window.go(PageId::Feature, 4));
        QVERIFY(!line.isVisible());
        QVERIFY(session.featureName(4).contains("mine"));
    }

    void valuesFallApartBySplitAndClass()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        QVERIFY(window.go(PageId::Feature, 3));
        window.page().factTabs()->setCurrentIndex(1);
        auto& values = *window.page().values();
        values.grouping()->setCurrentIndex(1);
        QVERIFY(window.fixture.waitCalm());
        values.grouping()->setCurrentIndex(2);
        QVERIFY(values.classes()->isVisible());
        values.classes()->setCurrentIndex(3);
        QVERIFY(window.fixture.waitCalm());
        shoot(window.fixture.window(), "values");
        QVERIFY(window.noErrors());
    }

    void aDroppedPictureIsExplained()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        Random random(4);
        const auto png = encodePng(fixtures::randomImage(random, 40, 32));
        fixtures::writeBytes(window.file("some.png").toStdString(), *png);
        window.drop({window.file("some.png")});
        auto* sheet = window.fixture.window().findChild<PictureSheet*>();
        QVERIFY(sheet && sheet->isVisible());
        QVERIFY(window.fixture.waitCalm());
        QVERIFY2(sheet->verdict().startsWith("Sparse head: class"), qPrintable(sheet->verdict()));
        QVERIFY(sheet->strong()->rowCount() > 1);
        QCOMPARE(sheet->where()->kind(), WhereBox::Plain);
        auto* table = sheet->features();
        emit table->idSelected(0);
        QVERIFY(window.fixture.waitCalm());
        QCOMPARE(sheet->where()->kind(), WhereBox::Activation);
        QVERIFY(sheet->where()->viewer()->hasMap());
        emit table->idSelected(FakeModel::width + 1);  // the score of class 1
        QVERIFY(window.fixture.waitCalm());
        QCOMPARE(sheet->where()->kind(), WhereBox::Gradient);
        shoot(*sheet, "dropped");
        sheet->close();
    }

    void aDroppedFolderIsAListWithReasonsForBadFiles()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        Random random(4);
        for (int i = 0; i < 5; ++i)
            fixtures::writeBytes(window.file(QString("many/%1.png").arg(i)).toStdString(), *encodePng(fixtures::randomImage(random, 30, 30)));
        fixtures::writeText(window.file("many/bad.jpg").toStdString(), "no picture");
        fixtures::writeText(window.file("many/empty.png").toStdString(), "");
        fixtures::writeBytes(window.file("many/one.png").toStdString(), *encodePng({1, 1, {1, 2, 3}}));
        window.drop({window.file("many")});
        auto* sheet = window.fixture.window().findChild<PictureSheet*>();
        QVERIFY(sheet);
        QVERIFY(window.fixture.waitCalm());
        QCOMPARE(sheet->list()->rowCount(), 8);
        const QAbstractItemModelTester tester(sheet->list());
        int reasons = 0;
        for (int row = 0; row < 8; ++row) {
            const bool refused = sheet->list()->index(row, 1).data().toString().isEmpty();
            reasons += refused;
            QCOMPARE(sheet->list()->index(row, 6).data().toString().isEmpty(), !refused);
            sheet->select(row);
            QVERIFY(window.fixture.waitCalm());
        }
        QVERIFY(reasons >= 2);
        QVERIFY2(sheet->status().contains("could not be read"), qPrintable(sheet->status()));
        sheet->select(0);
        QVERIFY(window.fixture.waitCalm());
        shoot(*sheet, "folder");
        QSignalSpy wanted(sheet, &PictureSheet::newAuditWanted);
        buttonOf(*sheet, QString::fromUtf8("New audit of this folder…"))->click();
        QCOMPARE(wanted.count(), 1);
        for (auto* assistant : window.fixture.window().findChildren<NewAudit*>())
            assistant->close();
        sheet->close();
        QTRY_VERIFY(!window.fixture.window().findChild<PictureSheet*>());
        QDir().mkpath(window.file("nothing"));
        window.drop({window.file("nothing")});
        sheet = window.fixture.window().findChild<PictureSheet*>();
        QVERIFY(window.fixture.waitCalm());
        bool told = false;
        for (const auto* label : sheet->state()->findChildren<QLabel*>())
            told = told || label->text().contains("There is no picture in");
        QVERIFY(told);
        QVERIFY(window.noErrors());
        sheet->close();
    }

    void auditsAndModelsAreOpenedWhateverIsOpen()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        fixtures::writeText(window.file("model.pth").toStdString(), "not a model");
        window.drop({window.file("model.pth")});
        QVERIFY(!window.fixture.window().findChild<PictureSheet*>());
        auto* assistant = window.fixture.window().findChild<NewAudit*>();
        QVERIFY(assistant);
        QVERIFY(window.fixture.waitCalm());
        assistant->close();
        window.drop({window.fixture.audit()});
        QVERIFY(!window.fixture.window().findChild<PictureSheet*>());
        QVERIFY(!mayBePictures(window.fixture.audit()));
        QVERIFY(window.fixture.waitCalm());
    }

    void theErrorsPageTellsWhereAClassIsSeen()
    {
        PictureWindow window(true);
        QVERIFY(window.fixture.open());
        QVERIFY(window.go(PageId::Errors, -1, 5));
        auto* button = buttonOf(*window.fixture.window().findChild<ErrorsPage*>(), QString::fromUtf8("Where on the picture…"));
        QVERIFY(button && button->isEnabled());
        shoot(window.fixture.window(), "errors");
        button->click();
        QVERIFY(window.fixture.waitCalm());
        auto* sheet = window.fixture.window().findChild<PictureSheet*>();
        QVERIFY(sheet->verdict().contains("Sparse head"));
        // Another head is asked at once.
        auto focus = window.fixture.window().workspace().selection.focus();
        focus.path = 0;
        window.fixture.window().workspace().selection.go(focus);
        QVERIFY(window.fixture.waitCalm());
        QVERIFY(sheet->verdict().contains("Sparse head"));
        window.fixture.window().workspace().session.close();
        QTRY_VERIFY(!window.fixture.window().findChild<PictureSheet*>());
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QTemporaryDir settings;
    isolate(settings.path());
    PicturesUiTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "pictures_test.moc"
