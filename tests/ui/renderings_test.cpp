// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/fake_renderer.h"
#include "support/synthetic_texts.h"
#include "ui/heartbeat.h"
#include "ui/window_fixture.h"

#include "audit/audit_data.h"
#include "ui/dialogs/render_settings.h"
#include "ui/dialogs/rendered_sheet.h"
#include "ui/models/tasks_model.h"
#include "ui/pages/rendering_row.h"
#include "ui/pages/visual_box.h"
#include "ui/widgets/rendered_view.h"
#include "ui/widgets/weight_bars.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>
#include <set>

using namespace sparsescope;
using namespace sparsescope::ui;

// Rendered pictures of features: the queue, single pictures, the panel of the feature page, the bars of the class page.

namespace {

using Quality = PictureWish::Quality;

SyntheticOptions small()
{
    SyntheticOptions options;
    options.features = 24;
    options.lambdas = 8;
    options.perClass = 12;
    options.made = true;
    return options;
}

/// A window over a synthetic audit whose pictures are made by a fake.
struct RenderingWindow {
    std::shared_ptr<FakeRenderer> fake = std::make_shared<FakeRenderer>();
    WindowFixture fixture{small()};

    bool open()
    {
        if (!fixture.open())
            return false;
        renderings().setSource({[fake = fake](const HeadAnalysis&, const PictureWish& wish) { return fake->kept(wish); },
                                [fake = fake](const HeadAnalysis&, const PictureWish& wish, Progress& progress,
                                              const RenderObserver& observer) { return fake->make(wish, progress, observer); },
                                [fake = fake](const HeadAnalysis&, Progress&) -> Result<PictureCost> {
                                    if (fake->broken)
                                        return Error{"E-TEST-001", "The network is not there any more.", ""};
                                    return PictureCost{1.4, 9.8};
                                }});
        return fixture.waitCalm();
    }
    MainWindow& window() { return fixture.window(); }
    Workspace& work() { return fixture.window().workspace(); }
    RenderingSession& renderings() { return work().renderings; }
    const HeadAnalysis& head() { return *work().session.head().head; }
    int klass() { return work().selection.focus().klass; }
    void goClass(int klass)
    {
        auto focus = work().selection.focus();
        focus.klass = klass;
        work().selection.go(focus);
    }
    bool begunAtLeast(std::size_t count)
    {
        return QTest::qWaitFor([&] { return fake->begun().size() >= count; }, 10000);
    }
};

std::vector<std::pair<int, bool>> keys(const std::vector<PictureWish>& wishes)
{
    std::vector<std::pair<int, bool>> all;
    for (const PictureWish& wish : wishes)
        all.push_back({wish.index, wish.negative});
    return all;
}

QPushButton* buttonSaying(QWidget& parent, const QString& text)
{
    for (auto* button : parent.findChildren<QPushButton*>())
        if (QString(button->text()).remove('&') == text)
            return button;
    return nullptr;
}

QString words(const QWidget& parent)
{
    QString all;
    for (const auto* label : parent.findChildren<QLabel*>())
        all += label->text() + '\n';
    return all;
}

QString shotFolder()
{
    const auto folder = QCoreApplication::applicationDirPath() + "/gallery/rendered";
    QDir().mkpath(folder);
    return folder;
}

void shoot(QWidget& widget, const QString& name)
{
    for (const bool dark : {false, true}) {
        applyAppearance(*qApp, dark ? Appearance::Dark : Appearance::Light);
        QTest::qWait(60);
        QVERIFY(widget.grab().save(shotFolder() + '/' + name + (dark ? "-dark.png" : "-light.png")));
    }
    applyAppearance(*qApp, Appearance::Light);
}

}  // namespace

class RenderingsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { isolate(m_settings.path()); }
    void init() { QTest::failOnWarning(ourWarnings()); }
    void thePlanBeginsWithTheClassAndItsSigns();
    void nothingRendersBeforeAPersonAsks();
    void theQueueRendersEverythingOnce();
    void anotherClassComesFirst();
    void aSinglePictureJumpsTheQueueWhichLosesNothing();
    void stoppingKeepsWhatIsThere();
    void aPausedQueueMakesNoStepAndGoesOn();
    void keptPicturesAreFoundAgain();
    void theCostIsToldBeforeTheStart();
    void theBoxShowsAPictureAsItGrows();
    void theBoxStopsAndSaysIncomplete();
    void aVanishedGradientIsASentence();
    void whatCannotBeRenderedIsAProblemOnce();
    void theBoxAsksForWhatItsControlsSay();
    void picturesAreEnlargedSavedAndCopied();
    void barsShowTheSignOfTheirWeight();
    void textsAndFeaturesAloneAreToldWhy();
    void theWindowStaysAwakeWhileItRenders();

private:
    QTemporaryDir m_settings;
};

void RenderingsTest::thePlanBeginsWithTheClassAndItsSigns()
{
    RenderingWindow window;
    QVERIFY(window.open());
    const HeadAnalysis& head = window.head();
    for (const int klass : {0, 3}) {
        const auto own = renderingPlan(head, klass, RenderingScope::Class, Quality::Preview);
        QCOMPARE(std::ssize(own), head.head().nonZeros(klass));
        for (std::size_t i = 0; i < own.size(); ++i) {
            const double weight = head.head().weight(klass, own[i].index);
            QCOMPARE(own[i].negative, weight < 0);
            QVERIFY(i == 0 || std::abs(weight) <= std::abs(head.head().weight(klass, own[i - 1].index)));
        }
        const auto all = keys(renderingPlan(head, klass, RenderingScope::Head, Quality::Full));
        QVERIFY(std::ranges::equal(keys(own), std::vector(all.begin(), all.begin() + std::ssize(own))));
        QCOMPARE(std::set(all.begin(), all.end()).size(), all.size());
        std::set<std::pair<int, bool>> used;
        for (const int feature : head.head().usedFeatures())
            for (const auto& use : head.uses(feature))
                used.insert({feature, use.weight < 0});
        QVERIFY(std::set(all.begin(), all.end()) == used);
    }
}

void RenderingsTest::nothingRendersBeforeAPersonAsks()
{
    RenderingWindow window;
    QVERIFY(window.open());
    window.fixture.go(PageId::Feature);
    QVERIFY(window.fixture.waitCalm());
    window.fixture.go(PageId::Class);
    QVERIFY(window.fixture.waitCalm());
    QVERIFY(window.fake->begun().empty());
    QVERIFY(!window.renderings().rendering());
}

void RenderingsTest::theQueueRendersEverythingOnce()
{
    RenderingWindow window;
    QVERIFY(window.open());
    QSignalSpy ended(&window.work().tasks, &TaskRunner::taskEnded);
    QSignalSpy changed(&window.work().tasks, &TaskRunner::taskChanged);
    const auto plan = window.renderings().wanted(RenderingScope::Head, Quality::Preview);
    QVERIFY(plan.size() > 5);
    window.renderings().renderQueue(RenderingScope::Head, Quality::Preview);
    QVERIFY(window.renderings().rendering());
    QVERIFY(window.fixture.waitCalm());
    QVERIFY(!window.renderings().rendering());
    QVERIFY(keys(window.fake->begun()) == keys(plan));
    QVERIFY(window.renderings().wanted(RenderingScope::Head, Quality::Preview).empty());
    QVERIFY(!window.renderings().wanted(RenderingScope::Head, Quality::Full).empty());
    QCOMPARE(ended.size(), 1);
    const auto last = changed.last()[0].value<TaskInfo>().progress;
    QCOMPARE(last.total, std::ssize(plan));
    QCOMPARE(last.done, std::ssize(plan));
    for (const PictureWish& wish : plan)
        QVERIFY(!window.renderings().thumbnail(wish.index, wish.negative).isNull());
}

void RenderingsTest::anotherClassComesFirst()
{
    RenderingWindow window;
    QVERIFY(window.open());
    window.goClass(0);
    QVERIFY(window.fixture.waitCalm());
    window.fake->allow(FakeRenderer::steps / 2);
    window.renderings().renderQueue(RenderingScope::Head, Quality::Preview);
    QVERIFY(window.begunAtLeast(1));
    QTRY_VERIFY(window.renderings().live(window.fake->begun().front()));
    const int before = window.renderings().left();
    window.goClass(4);
    QCOMPARE(window.renderings().left(), before);
    window.fake->allow(-1);
    QVERIFY(window.fixture.waitCalm());
    const auto begun = keys(window.fake->begun());
    const auto first = keys(renderingPlan(window.head(), 0, RenderingScope::Class, Quality::Preview)).front();
    auto next = keys(renderingPlan(window.head(), 4, RenderingScope::Class, Quality::Preview));
    std::erase(next, first);
    QVERIFY(begun.front() == first);
    for (std::size_t i = 0; i < next.size(); ++i)
        QVERIFY(begun[i + 1] == next[i]);
    QCOMPARE(std::set(begun.begin(), begun.end()).size(), begun.size());
}

void RenderingsTest::aSinglePictureJumpsTheQueueWhichLosesNothing()
{
    RenderingWindow window;
    QVERIFY(window.open());
    window.fake->allow(3);
    window.renderings().renderQueue(RenderingScope::Head, Quality::Preview);
    QVERIFY(window.begunAtLeast(1));
    const PictureWish first = window.fake->begun().front();
    QTRY_VERIFY(window.renderings().live(first) && window.renderings().live(first)->step == 3);
    const PictureWish wish = plainWish(23, true, Quality::Full);
    window.renderings().render(wish);
    window.renderings().render(wish);  // asked twice, made once
    QVERIFY(window.begunAtLeast(2));
    // The queue makes one step more at most: then it rests until the single one is there.
    window.fake->allow(FakeRenderer::steps + 1);
    QTRY_VERIFY(window.renderings().store().standing(23, true));
    QVERIFY(!window.renderings().live(wish));
    QVERIFY(window.renderings().live(first));
    QCOMPARE(window.fake->begun().size(), 2U);
    window.fake->allow(-1);
    QVERIFY(window.fixture.waitCalm());
    const auto begun = keys(window.fake->begun());
    QCOMPARE(std::count(begun.begin(), begun.end(), std::pair(first.index, first.negative)), 1);
    QVERIFY(window.renderings().store().satisfied(first));
}

void RenderingsTest::stoppingKeepsWhatIsThere()
{
    RenderingWindow window;
    QVERIFY(window.open());
    window.fake->allow(FakeRenderer::steps + 4);
    window.renderings().renderQueue(RenderingScope::Head, Quality::Preview);
    QVERIFY(window.begunAtLeast(2));
    const auto begun = window.fake->begun();
    QTRY_VERIFY(window.renderings().live(begun[1]) && window.renderings().live(begun[1])->step == 4);
    window.renderings().stopQueue();
    QVERIFY(window.fixture.waitCalm());
    QVERIFY(!window.renderings().rendering());
    QVERIFY(!window.renderings().live(begun[1]));
    const auto* whole = window.renderings().store().standing(begun[0].index, begun[0].negative);
    const auto* part = window.renderings().store().standing(begun[1].index, begun[1].negative);
    QVERIFY(whole && whole->facts.complete);
    QVERIFY(part && !part->facts.complete && !part->thumbnail.isNull());
    QCOMPARE(part->facts.steps, 4);
    QVERIFY(cautionWords(part->facts).contains("4 of 10"));
    // What was stopped is wanted again.
    const auto wanted = keys(window.renderings().wanted(RenderingScope::Head, Quality::Preview));
    QVERIFY(std::ranges::count(wanted, std::pair(begun[1].index, begun[1].negative)) == 1);
}

void RenderingsTest::aPausedQueueMakesNoStepAndGoesOn()
{
    RenderingWindow window;
    QVERIFY(window.open());
    window.fake->stepMs = 2;
    QSignalSpy changed(&window.work().tasks, &TaskRunner::taskChanged);
    window.renderings().renderQueue(RenderingScope::Head, Quality::Preview);
    QVERIFY(window.begunAtLeast(1));
    window.renderings().setPaused(true);
    QTRY_VERIFY(!changed.isEmpty() && changed.last()[0].value<TaskInfo>().progress.stage == "Paused");
    const auto begun = window.fake->begun().size();
    QTest::qWait(80);
    QCOMPARE(window.fake->begun().size(), begun);
    QVERIFY(window.renderings().rendering() && window.renderings().left() > 0);
    window.renderings().setPaused(false);
    QVERIFY(window.fixture.waitCalm());
    QVERIFY(window.renderings().wanted(RenderingScope::Head, Quality::Preview).empty());
    QCOMPARE(changed.last()[0].value<TaskInfo>().progress.stage, std::string("Rendering pictures of features"));
    // A stop ends a paused one too.
    window.renderings().renderQueue(RenderingScope::Head, Quality::Full);
    window.renderings().setPaused(true);
    window.renderings().stopQueue();
    QVERIFY(window.fixture.waitCalm());
    QVERIFY(!window.renderings().rendering() && !window.renderings().paused());
}

void RenderingsTest::keptPicturesAreFoundAgain()
{
    RenderingWindow window;
    QVERIFY(window.fixture.open());
    const PictureWish used = renderingPlan(window.head(), 0, RenderingScope::Head, Quality::Full).front();
    window.fake->keep(plainWish(used.index, used.negative, Quality::Preview));
    window.fake->keep(used);
    window.fake->keep(plainWish(22, true, Quality::Preview));
    QVERIFY(window.open());
    const auto& store = window.renderings().store();
    QVERIFY(store.standing(used.index, used.negative));
    QVERIFY(store.standing(used.index, used.negative)->facts.wish.quality == Quality::Full);
    QVERIFY(store.satisfied(plainWish(used.index, used.negative, Quality::Preview)));
    QVERIFY(std::ranges::count(window.head().head().usedFeatures(), 22) == 0);
    QVERIFY(!store.standing(22, true));
    window.renderings().lookFor(22);
    QVERIFY(window.fixture.waitCalm());
    QVERIFY(store.standing(22, true) && !store.standing(22, false));
    window.work().session.close();
    QVERIFY(!store.standing(used.index, used.negative));
    QVERIFY(!window.renderings().missing().isEmpty());
}

void RenderingsTest::theCostIsToldBeforeTheStart()
{
    RenderingWindow window;
    QVERIFY(window.open());
    window.renderings().propose(RenderingScope::Class);
    auto* settings = window.window().findChild<RenderSettings*>();
    QVERIFY(settings && settings->isVisible());
    QVERIFY(settings->scope() == RenderingScope::Class);
    auto* start = buttonSaying(*settings, "Render");
    QTRY_VERIFY(start->isEnabled());
    QVERIFY(words(*settings).contains("1.4 s for each"));
    shoot(*settings, "settings");
    settings->findChildren<QComboBox*>()[1]->setCurrentIndex(1);
    QVERIFY(words(*settings).contains("9.8 s for each"));
    start->click();
    QVERIFY(window.fixture.waitCalm());
    QVERIFY(keys(window.fake->begun()) == keys(renderingPlan(window.head(), window.klass(), RenderingScope::Class, Quality::Full)));
    window.renderings().propose(RenderingScope::Class);
    for (auto* again : window.window().findChildren<RenderSettings*>())
        if (again->isVisible()) {
            QVERIFY(!buttonSaying(*again, "Render")->isEnabled() && words(*again).contains("all there"));
            again->close();
        }
}

void RenderingsTest::theBoxShowsAPictureAsItGrows()
{
    RenderingWindow window;
    QVERIFY(window.open());
    VisualBox box(window.work());
    box.resize(520, 380);
    box.setFeature(4);
    box.show();
    const auto views = box.findChildren<RenderedView*>();
    QCOMPARE(views.size(), 2);
    QVERIFY(views[0]->content().images.empty() && !views[0]->content().words.isEmpty());
    QTRY_VERIFY(box.findChild<QComboBox*>()->itemText(0).contains("1.4 s"));
    shoot(box, "box-empty");
    box.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&box));
    window.fake->allow(6);
    QTest::keyClick(&box, Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(window.renderings().live(4, false) && window.renderings().live(4, false)->step == 6);
    QCOMPARE(views[0]->content().progress, 0.6);
    QVERIFY(!views[0]->content().images.empty());
    QVERIFY(views[1]->content().progress == 0);
    QVERIFY(buttonSaying(box, "Stop"));
    QVERIFY(words(box).contains("step 6 of 10"));
    shoot(box, "box-live");
    const QImage early = views[0]->content().images.front();
    window.fake->allow(-1);
    QVERIFY(window.fixture.waitCalm());
    QVERIFY(views[0]->content().images.front() != early);
    QVERIFY(views[0]->content().progress < 0);
    QVERIFY(words(box).contains("reached 5.8 · highest on real data 4.1"));
    QVERIFY(words(box).contains("drive −3.2 · lowest on real data 0"));
    QVERIFY(buttonSaying(box, "Render"));
    shoot(box, "box-done");
    box.resize(box.minimumSizeHint().width(), 440);
    QVERIFY2(box.width() <= 340, qPrintable(QString::number(box.width())));
    shoot(box, "box-narrow");
    // The one that is there stays while the controls ask for another that is not.
    box.findChild<QSpinBox*>()->setValue(7);
    QVERIFY(!views[0]->content().images.empty());
    QVERIFY(words(box).contains("preview, seed 0"));
    // Another feature, another box.
    box.setFeature(5);
    QVERIFY(views[0]->content().images.empty());
    QCOMPARE(box.wish(false).seed, 0U);
}

void RenderingsTest::theBoxStopsAndSaysIncomplete()
{
    RenderingWindow window;
    QVERIFY(window.open());
    VisualBox box(window.work());
    box.resize(520, 380);
    box.setFeature(1);
    box.show();
    window.fake->allow(5);
    buttonSaying(box, "Render")->click();
    QTRY_VERIFY(window.renderings().live(1, false) && window.renderings().live(1, false)->step == 5);
    buttonSaying(box, "Stop")->click();
    QVERIFY(window.fixture.waitCalm());
    QCOMPARE(window.fake->begun().size(), 1U);  // the other sign was taken back
    QVERIFY(words(box).contains("incomplete: stopped after 5 of 10 steps"));
    QVERIFY(buttonSaying(box, "Render"));
    shoot(box, "box-incomplete");
}

void RenderingsTest::aVanishedGradientIsASentence()
{
    RenderingWindow window;
    window.fake->deaf = 6;
    QVERIFY(window.open());
    VisualBox box(window.work());
    box.resize(520, 380);
    box.setFeature(6);
    box.show();
    buttonSaying(box, "Render")->click();
    QVERIFY(window.fixture.waitCalm());
    for (auto* view : box.findChildren<RenderedView*>()) {
        QVERIFY(view->content().images.empty());
        QVERIFY(view->content().words.contains("No picture can be made"));
    }
    QVERIFY(window.renderings().thumbnail(6, false).isNull());
    QVERIFY(window.renderings().store().satisfied(plainWish(6, false, Quality::Full)));
    shoot(box, "box-vanished");
}

void RenderingsTest::whatCannotBeRenderedIsAProblemOnce()
{
    RenderingWindow window;
    window.fake->broken = true;
    QVERIFY(window.open());
    VisualBox box(window.work());
    box.resize(520, 380);
    box.setFeature(6);
    box.show();
    QTRY_VERIFY(words(box).contains("The network is not there any more."));
    const int before = window.window().problems().rowCount();
    shoot(box, "box-trouble");
    buttonSaying(box, "Render")->click();
    QVERIFY(window.fixture.waitCalm());
    QCOMPARE(window.window().problems().rowCount(), before + 1);
    QVERIFY(buttonSaying(box, "Render"));
    window.renderings().renderQueue(RenderingScope::Head, Quality::Preview);
    QVERIFY(window.fixture.waitCalm());
    QVERIFY(!window.renderings().rendering());
}

void RenderingsTest::theBoxAsksForWhatItsControlsSay()
{
    RenderingWindow window;
    QVERIFY(window.open());
    VisualBox box(window.work());
    box.setFeature(2);
    box.resize(520, 420);
    box.show();
    const auto combos = box.findChildren<QComboBox*>();
    const auto spins = box.findChildren<QSpinBox*>();
    QCOMPARE(combos.size(), 2);
    auto focus = window.work().selection.focus();
    focus.example = 17;
    window.work().selection.go(focus);
    QVERIFY(combos[1]->isEnabled());
    combos[0]->setCurrentIndex(1);
    combos[1]->setCurrentIndex(1);
    spins[0]->setValue(3);
    spins[1]->setValue(4);
    const PictureWish wish = box.wish(true);
    QVERIFY(wish.quality == Quality::Full && wish.negative && wish.index == 2);
    QCOMPARE(wish.fromRow, 17);
    QCOMPARE(wish.seed, 3U);
    QCOMPARE(wish.count, 4);
    QVERIFY(wish.diversity > 0);
    box.findChildren<QCheckBox*>()[1]->setChecked(false);
    box.findChild<QToolButton*>()->click();
    QVERIFY(window.fixture.waitCalm());
    QCOMPARE(window.fake->begun().size(), 1U);
    QCOMPARE(window.fake->begun()[0].seed, 4U);
    auto* view = box.findChildren<RenderedView*>()[0];
    QCOMPARE(view->content().images.size(), 4U);
    QVERIFY(words(box).contains("4 together"));
    shoot(box, "box-four");
    focus.example = -1;
    window.work().selection.go(focus);
    QCOMPARE(box.wish(false).fromRow, -1);
}

void RenderingsTest::picturesAreEnlargedSavedAndCopied()
{
    RenderingWindow window;
    QVERIFY(window.open());
    VisualBox box(window.work());
    box.setFeature(2);
    box.resize(520, 420);
    box.show();
    buttonSaying(box, "Render")->click();
    QVERIFY(window.fixture.waitCalm());
    auto* view = box.findChildren<RenderedView*>()[1];
    QVERIFY(!view->content().images.empty());
    view->setFocus();
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->image().size(), QSize(FakeRenderer::side, FakeRenderer::side));
    const auto file = window.fixture.folder() + "/" + view->content().fileName;
    QVERIFY(file.endsWith("feature-2-minus.png"));
    QVERIFY(savePicture(view->content().images.front(), file, view->content().title, view->content().provenance).isEmpty());
    const QImage saved(file);
    QVERIFY(saved == view->content().images.front().convertToFormat(saved.format()));
    QVERIFY(saved.text("Description").contains("seed 0") && saved.text("Description").contains("renderer fake"));
    QVERIFY(!savePicture(saved, window.fixture.folder() + "/nowhere/x.png", {}, {}).isEmpty());
    QTest::mouseDClick(view, Qt::LeftButton, {}, view->rect().center());
    auto* sheet = box.findChild<RenderedSheet*>();
    QVERIFY(sheet && sheet->isVisible());
    QVERIFY(words(*sheet).contains("drive −3.2"));
    shoot(*sheet, "sheet");
    QTest::keyClick(sheet, Qt::Key_Escape);
    QVERIFY(!sheet->isVisible());
}

void RenderingsTest::barsShowTheSignOfTheirWeight()
{
    RenderingWindow window;
    QVERIFY(window.open());
    WeightBars* bars = nullptr;
    for (auto* list : window.window().findChildren<WeightBars*>())
        if (list->accessibleName() == "Features of the class, largest weight first")
            bars = list;
    QVERIFY(bars);
    auto* row = window.window().findChild<RenderingRow*>();
    QVERIFY(row->isVisible() && words(*row).contains("No feature of this class"));
    QVERIFY(!bars->bars().anyRendered());
    shoot(window.window(), "class-before");
    window.fake->allow(FakeRenderer::steps * 2 + 5);
    window.renderings().renderQueue(RenderingScope::Class, Quality::Preview);
    QVERIFY(window.begunAtLeast(3));
    QTRY_VERIFY(window.renderings().live(window.fake->begun()[2]) && window.renderings().live(window.fake->begun()[2])->step == 5);
    QVERIFY(bars->bars().anyRendered());
    QVERIFY(words(*row).contains("left") && buttonSaying(*row, "Pause")->isVisible());
    shoot(window.window(), "class-live");
    window.fake->allow(-1);
    QVERIFY(window.fixture.waitCalm());
    for (int i = 0; i < bars->bars().rowCount(); ++i) {
        const auto index = bars->bars().index(i);
        const auto picture = index.data(WeightBarModel::RenderedRole).value<QImage>();
        QVERIFY(!picture.isNull());
        const bool negative = index.data(WeightBarModel::WeightRole).toDouble() < 0;
        QCOMPARE(picture, window.renderings().thumbnail(index.data(IdRole).toInt(), negative));
    }
    const auto count = bars->bars().rowCount();
    QVERIFY(words(*row).contains(QString("%1 of %1").arg(count)));
    QSignalSpy hovered(bars, &WeightBars::renderedHovered);
    const auto box = WeightBars::renderedBox(bars->visualRect(bars->bars().index(0)));
    QMouseEvent move(QEvent::MouseMove, box.center(), bars->viewport()->mapToGlobal(box.center()), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(bars->viewport(), &move);
    QCOMPARE(hovered.last()[0].toInt(), bars->bars().index(0).data(IdRole).toInt());
    QEvent left(QEvent::Leave);
    QApplication::sendEvent(bars->viewport(), &left);
    QApplication::sendEvent(bars, &left);
    QCOMPARE(hovered.last()[0].toInt(), -1);
    shoot(window.window(), "class-done");
}

void RenderingsTest::textsAndFeaturesAloneAreToldWhy()
{
    QTemporaryDir folder;
    const std::filesystem::path root(folder.path().toStdString());
    auto texts = syntheticTexts(root);
    QVERIFY(texts);
    const auto audit = writeSyntheticTexts(root, *texts);
    QVERIFY(audit);
    MainWindow window;
    window.words().setLook(texts->look);
    window.show();
    auto& renderings = window.workspace().renderings;
    QVERIFY(renderings.missing().contains("No audit"));
    window.openAudit(QString::fromStdString(audit->string()));
    QVERIFY(QTest::qWaitFor([&] { return window.workspace().session.head().head && window.workspace().tasks.idle(); }, 60000));
    QVERIFY(renderings.missing().contains("texts"));
    QVERIFY(renderings.wanted(RenderingScope::Head, Quality::Preview).empty());
    renderings.renderQueue(RenderingScope::Head, Quality::Preview);
    renderings.render(plainWish(0, false, Quality::Preview));
    renderings.propose(RenderingScope::Head);
    QVERIFY(!renderings.rendering() && window.workspace().tasks.idle());
    QVERIFY(!window.findChild<RenderSettings*>());
    QAction* render = nullptr;
    for (auto* action : window.actions())
        if (action->text().contains("pictures of features"))
            render = action;
    QVERIFY(render && !render->isEnabled() && render->statusTip().contains("texts"));
    VisualBox box(window.workspace());
    box.setFeature(0);
    box.show();
    QVERIFY(words(box).contains("texts"));
    for (auto* view : box.findChildren<RenderedView*>())
        QVERIFY(!view->isVisible());
}

void RenderingsTest::theWindowStaysAwakeWhileItRenders()
{
    RenderingWindow window;
    QVERIFY(window.open());
    VisualBox box(window.work());
    box.resize(520, 420);
    box.setFeature(window.head().head().usedFeatures().front());
    box.show();
    QTest::qWait(50);
    window.fake->stepMs = 10;
    Heartbeat heartbeat;
    window.renderings().renderQueue(RenderingScope::Head, Quality::Preview);
    for (const auto page : {PageId::Class, PageId::Errors, PageId::ClassPath, PageId::Feature, PageId::Class}) {
        window.fixture.go(page);
        QTest::qWait(150);
    }
    buttonSaying(box, "Render")->click();
    QTest::qWait(300);
    window.renderings().stopQueue();
    QVERIFY(window.fixture.waitCalm());
    qInfo("longest gap %lld ms", heartbeat.longestMs());
    QVERIFY2(heartbeat.longestMs() < 100, qPrintable(QString::number(heartbeat.longestMs())));
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QTemporaryDir settings;
    isolate(settings.path());
    initResources();
    applyAppearance(application, Appearance::Light);
    RenderingsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "renderings_test.moc"
