// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/window_fixture.h"

#include "ui/heartbeat.h"
#include "ui/models/class_list_model.h"
#include "ui/shell/class_dock.h"
#include "ui/widgets/confusion_map.h"
#include "ui/widgets/path_plot.h"
#include "ui/widgets/weight_bars.h"

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QLabel>
#include <QMenuBar>
#include <QRandomGenerator>
#include <QTableView>
#include <QTimer>

#include <algorithm>

using namespace sparsescope;
using namespace sparsescope::ui;

class WindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(ourWarnings()); }
    void openingAnAuditShowsItsClassesAndPath();
    void everyViewFollowsTheSelection();
    void draggingTheCursorAnalysesAnotherHead();
    void aCellOfTheConfusionMatrixOpensItsPictures();
    void theWindowStaysAwakeWhileAPathIsFitted();
    void stoppingAFitKeepsThePrefix();
    void anAuditThatIsNotThereIsAProblemNotABox();
    void hostileClassNamesAreShownLiterally();
    void aThousandClassesAreNoWait();
    void fiveHundredRandomActionsBreakNothing();

private:
    QTemporaryDir m_settings;
};

void WindowTest::initTestCase()
{
    isolate(m_settings.path());
}

void WindowTest::openingAnAuditShowsItsClassesAndPath()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    const auto& session = fixture.window().workspace().session;
    QCOMPARE(session.info().classes.size(), 6U);
    QVERIFY(session.path().rows.size() > 3);
    QCOMPARE(fixture.window().findChild<ClassDock*>()->findChild<QTableView*>()->model()->rowCount(), 6);
    QCOMPARE(fixture.window().findChild<PathPlot*>()->cursor(), session.head().index);
    QVERIFY(fixture.window().findChild<WeightBars*>()->bars().rowCount() > 0);
}

void WindowTest::everyViewFollowsTheSelection()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    auto& selection = fixture.window().workspace().selection;
    auto focus = selection.focus();
    focus.klass = 3;
    selection.go(focus);
    QVERIFY(fixture.waitCalm());
    const auto* bars = fixture.window().findChild<WeightBars*>();
    QVERIFY(bars->currentIndex().isValid());
    focus = selection.focus();
    focus.page = PageId::Feature;
    selection.go(focus);
    QCOMPARE(fixture.window().pages()->currentIndex(), int(PageId::Feature));
    QVERIFY(fixture.waitCalm());
    selection.back();
    QCOMPARE(fixture.window().pages()->currentIndex(), 0);
    QCOMPARE(selection.focus().klass, 3);
}

void WindowTest::draggingTheCursorAnalysesAnotherHead()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    auto* plot = fixture.window().findChild<PathPlot*>();
    const int before = fixture.window().workspace().session.head().index;
    plot->setFocus();
    QTest::keyClick(plot, before > 2 ? Qt::Key_Left : Qt::Key_Right);
    QTest::keyClick(plot, before > 2 ? Qt::Key_Left : Qt::Key_Right);
    const int wanted = plot->cursor();
    QCOMPARE(std::abs(wanted - before), 2);
    QTRY_COMPARE(fixture.window().workspace().session.head().index, wanted);
    QCOMPARE(fixture.window().workspace().selection.focus().path, wanted);
}

void WindowTest::aCellOfTheConfusionMatrixOpensItsPictures()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    fixture.go(PageId::Errors);
    QVERIFY(fixture.waitCalm());
    auto* map = fixture.window().findChild<ConfusionMap*>();
    QCOMPARE(map->classCount(), 6);
    emit map->cellSelected(1, 0);
    QVERIFY(fixture.waitCalm());
    const auto& focus = fixture.window().workspace().selection.focus();
    QCOMPARE(focus.cellTruth, 1);
    QCOMPARE(focus.cellPredicted, 0);
    QVERIFY2(focus.example >= 0, "the first picture of the cell is selected");
}

void WindowTest::theWindowStaysAwakeWhileAPathIsFitted()
{
    SyntheticOptions options;
    options.classes = 12;
    options.features = 128;
    options.lambdas = 30;
    WindowFixture fixture(options);
    QVERIFY(fixture.open());
    auto& session = fixture.window().workspace().session;
    Heartbeat heartbeat;
    auto path = session.info().settings.path;
    path.lambdaRatio = 0.01;
    path.lambdaCount = 40;
    session.fit(path);
    for (const auto page : {PageId::Errors, PageId::ClassPath, PageId::Feature, PageId::Features, PageId::Map, PageId::Class, PageId::Data}) {
        fixture.go(page);
        QTest::qWait(100);
    }
    QVERIFY(QTest::qWaitFor([&] { return !session.working() && fixture.calm(); }, 120000));
    qInfo("longest gap %lld ms", heartbeat.longestMs());
    QVERIFY2(heartbeat.longestMs() < 100, qPrintable(QString::number(heartbeat.longestMs())));
}

void WindowTest::stoppingAFitKeepsThePrefix()
{
    SyntheticOptions options;
    options.classes = 20;
    options.features = 256;
    options.lambdas = 10;
    options.made = true;
    WindowFixture fixture(options);
    QVERIFY(fixture.open());
    auto& session = fixture.window().workspace().session;
    auto path = session.info().settings.path;
    path.lambdaCount = 400;
    path.lambdaRatio = 0.0005;
    session.fit(path);
    QVERIFY(QTest::qWaitFor([&] { return session.path().rows.size() >= 3; }, 60000));
    session.stopWork();
    QVERIFY(QTest::qWaitFor(
        [&] { return !session.working() && session.stage() == AuditSession::Stage::Ready && fixture.calm(); }, 60000));
    QVERIFY(session.path().rows.size() >= 3);
    QVERIFY(!session.path().complete);
    QVERIFY(session.head().head != nullptr);
}

void WindowTest::anAuditThatIsNotThereIsAProblemNotABox()
{
    SyntheticOptions options;
    options.made = true;
    WindowFixture fixture(options);
    fixture.window().openAudit(fixture.folder() + "/nothing.audit");
    QTRY_COMPARE(fixture.window().problems().rowCount(), 1);
    QVERIFY(!fixture.window().problems().at(0).message.isEmpty());
    QVERIFY(fixture.window().workspace().session.stage() == AuditSession::Stage::Closed);
}

void WindowTest::hostileClassNamesAreShownLiterally()
{
    SyntheticOptions options;
    options.hostileNames = true;
    options.made = true;
    WindowFixture fixture(options);
    QVERIFY(fixture.open());
    for (const auto page : {PageId::Class, PageId::ClassPath, PageId::Feature, PageId::Features, PageId::Map, PageId::Errors, PageId::Data}) {
        fixture.go(page);
        QVERIFY(fixture.waitCalm());
        for (const auto* label : fixture.window().findChildren<QLabel*>())
            if (label->text().contains('<'))
                QCOMPARE(label->textFormat(), Qt::PlainText);
        for (const auto* widget : fixture.window().findChildren<QWidget*>())
            QVERIFY2(!widget->toolTip().contains(QLatin1String("<script"))
                         && !widget->toolTip().contains(QLatin1String("<img")),
                     qPrintable(widget->toolTip()));
    }
}

void WindowTest::aThousandClassesAreNoWait()
{
    SyntheticOptions options;
    options.classes = 1000;
    options.features = 512;
    options.perClass = 10;
    options.lambdas = 6;
    options.made = true;
    options.pictures = false;
    WindowFixture fixture(options);
    Heartbeat heartbeat;
    QVERIFY(fixture.open());
    for (const auto page : {PageId::Errors, PageId::ClassPath, PageId::Feature, PageId::Features, PageId::Map, PageId::Class, PageId::Data}) {
        fixture.go(page);
        QVERIFY(fixture.waitCalm());
    }
    qInfo("longest gap %lld ms", heartbeat.longestMs());
    QVERIFY2(heartbeat.longestMs() < 100, qPrintable(QString::number(heartbeat.longestMs())));
}

void WindowTest::fiveHundredRandomActionsBreakNothing()
{
    SyntheticOptions options;
    options.hostileNames = true;
    WindowFixture fixture(options);
    QVERIFY(fixture.open());
    auto& window = fixture.window();
    QRandomGenerator random(20260101);
    const std::vector<Qt::Key> keys{Qt::Key_Up,     Qt::Key_Down,  Qt::Key_Left, Qt::Key_Right, Qt::Key_Return,
                                    Qt::Key_Escape, Qt::Key_Tab,   Qt::Key_Home, Qt::Key_End,   Qt::Key_PageDown,
                                    Qt::Key_PageUp, Qt::Key_Space, Qt::Key_A,    Qt::Key_1};
    for (int i = 0; i < 500; ++i) {
        if (auto* popup = QApplication::activePopupWidget())
            popup->close();
        const auto widgets = window.centralWidget()->parentWidget()->findChildren<QWidget*>();
        auto* widget = widgets[random.bounded(int(widgets.size()))];
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const bool leavesTheWindow = button && button->text().contains(QStringLiteral("…"));
        switch (random.bounded(5)) {
        case 0: fixture.go(static_cast<PageId>(random.bounded(4))); break;
        case 1: random.bounded(2) ? window.workspace().selection.back() : window.workspace().selection.forward(); break;
        case 2:
            if (widget->isVisible() && widget->isEnabled())
                QTest::keyClick(widget, keys[std::size_t(random.bounded(int(keys.size())))]);
            break;
        default:
            if (widget->isVisible() && widget->isEnabled() && !leavesTheWindow && !qobject_cast<QMenuBar*>(widget))
                QTest::mouseClick(widget, Qt::LeftButton, {},
                                  QPoint(random.bounded(std::max(1, widget->width())),
                                         random.bounded(std::max(1, widget->height()))));
        }
        if (i % 25 == 0)
            window.setAppearance(i % 50 ? Appearance::Dark : Appearance::Light);
        QTest::qWait(1);
    }
    window.workspace().session.stopWork();
    QVERIFY(fixture.waitCalm());
    QVERIFY(window.workspace().session.isOpen());
}

QTEST_MAIN(WindowTest)
#include "window_test.moc"
