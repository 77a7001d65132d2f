// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/window_fixture.h"

#include "audit/audit_data.h"
#include "ui/dialogs/estimate_label.h"
#include "ui/dialogs/fit_settings.h"
#include "ui/dialogs/rule_list.h"
#include "ui/dialogs/stability_settings.h"
#include "ui/models/feature_list_model.h"
#include "ui/pages/class_page.h"
#include "ui/pages/class_path_page.h"
#include "ui/pages/path_panel.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/feature_popup.h"
#include "ui/widgets/path_plot.h"
#include "ui/widgets/stability_filter.h"
#include "ui/widgets/trace_plot.h"
#include "ui/widgets/weight_bars.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>

#include <algorithm>
#include <cmath>

using namespace sparsescope;
using namespace sparsescope::ui;

// Fitting again and what is seen of it: settings, earlier paths, one class along the path, stability.

class FittingTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { isolate(m_settings.path()); }
    void init() { QTest::failOnWarning(ourWarnings()); }
    void theClassPathFollowsTheClassAndTheCursor();
    void aTraceTellsItsFeatureAndSelectsIt();
    void bothPlotsAreDrawnOverTheSameAxis();
    void aHundredTracesFollowTheMouse();
    void lossIsReadUnderTheCursor();
    void theSettingsOfThePresentPathAreNothingNew();
    void fittingAgainKeepsTheEarlierPath();
    void aForbiddenFeatureHasNoWeight();
    void twoRulesForOneWeightAreOne();
    void stabilityIsMeasuredShownAndFilteredBy();

private:
    QTemporaryDir m_settings;
};

namespace {

SyntheticOptions fitted()
{
    SyntheticOptions options;
    options.features = 24;
    options.lambdas = 10;
    return options;
}

QPushButton* buttonSaying(QWidget& parent, const QString& text)
{
    for (auto* button : parent.findChildren<QPushButton*>())
        if (QString(button->text()).remove('&') == text)
            return button;
    return nullptr;
}

void move(QWidget* plot, const QPoint& at)
{
    QMouseEvent event(QEvent::MouseMove, at, plot->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(plot, &event);
}

}  // namespace

/// The bars of the class page; those of the network's own head stand beside them.
static WeightBars* sparseBars(WindowFixture& fixture)
{
    auto* filter = fixture.window().findChild<ClassPage*>()->findChild<StabilityFilter*>();
    return filter->parentWidget()->findChild<WeightBars*>();
}


void FittingTest::theClassPathFollowsTheClassAndTheCursor()
{
    WindowFixture fixture(fitted());
    QVERIFY(fixture.open());
    fixture.go(PageId::ClassPath);
    QVERIFY(fixture.waitCalm());
    auto& work = fixture.window().workspace();
    auto* entries = fixture.window().findChild<EntryList*>();
    auto* traces = fixture.window().findChild<TracePlot*>();
    auto* path = fixture.window().findChild<PathPlot*>();
    QVERIFY(entries->entries().rowCount() > 0);
    QCOMPARE(traces->cursor(), path->cursor());
    const auto first = entries->entries().index(0).data(IdRole).toInt();

    auto focus = work.selection.focus();
    focus.klass = focus.klass == 3 ? 4 : 3;
    focus.path = 9;
    work.selection.go(focus);
    QVERIFY(fixture.waitCalm());
    QCOMPARE(traces->cursor(), 9);
    QVERIFY(entries->entries().index(0).data(IdRole).toInt() != first);
    const auto& head = work.session.head().head->head();
    for (int row = 0; row < entries->entries().rowCount(); ++row) {
        const auto index = entries->entries().index(row);
        QCOMPARE(index.data(EntryModel::WeightRole).toDouble(), head.weight(focus.klass, index.data(IdRole).toInt()));
        QVERIFY(index.data(EntryModel::BestRowRole).toLongLong() >= 0);
    }
    QTest::keyClick(traces, Qt::Key_Left);
    QCOMPARE(traces->cursor(), 8);
    QTRY_COMPARE(path->cursor(), 8);
}

void FittingTest::aTraceTellsItsFeatureAndSelectsIt()
{
    WindowFixture fixture(fitted());
    QVERIFY(fixture.open());
    fixture.go(PageId::ClassPath);
    QVERIFY(fixture.waitCalm());
    QTest::qWait(50);  // laid out
    auto* traces = fixture.window().findChild<TracePlot*>();
    auto* inner = traces->findChild<QWidget*>();
    auto* popup = fixture.window().findChild<ClassPathPage*>()->findChild<FeaturePopup*>();
    auto& entries = fixture.window().findChild<EntryList*>()->entries();
    const int feature = entries.index(0).data(IdRole).toInt();
    const auto at = traces->pixelOf(feature, 9);
    QVERIFY(traces->rect().contains(at));
    QSignalSpy hovered(traces, &TracePlot::traceHovered);
    move(inner, at);
    QVERIFY(!hovered.isEmpty() && hovered.last()[0].toInt() >= 0);
    QVERIFY(popup->isVisible());
    QTest::mouseClick(inner, Qt::LeftButton, {}, at);
    const int selected = fixture.window().workspace().selection.focus().feature;
    QVERIFY(selected >= 0);
    QVERIFY(std::abs(traces->pixelOf(selected, 9).y() - at.y()) <= 8);
    move(inner, QPoint(at.x(), 1));
    QEvent left(QEvent::Leave);
    QApplication::sendEvent(inner, &left);
    QVERIFY(!popup->isVisible());
}

void FittingTest::bothPlotsAreDrawnOverTheSameAxis()
{
    WindowFixture fixture(fitted());
    QVERIFY(fixture.open());
    fixture.go(PageId::ClassPath);
    QVERIFY(fixture.waitCalm());
    auto* panel = fixture.window().findChild<PathPanel*>();
    const auto boxes = panel->findChildren<QComboBox*>();
    const auto axis = std::find_if(boxes.begin(), boxes.end(), [](auto* box) { return box->findText("over λ") >= 0; });
    QVERIFY(axis != boxes.end());
    (*axis)->setCurrentIndex(1);
    QVERIFY(fixture.window().findChild<PathPlot*>()->axis() == PathAxis::Lambda);
    QVERIFY(fixture.window().findChild<TracePlot*>()->axis() == PathAxis::Lambda);
    QVERIFY(fixture.window().findChild<RecallPlot*>()->axis() == PathAxis::Lambda);
}

void FittingTest::aHundredTracesFollowTheMouse()
{
    ClassPathView view;
    for (int i = 0; i < 100; ++i)
        view.points.push_back({i, std::pow(0.93, i), 0.5 + i, i, {0.5, 0.5, 0.5}});
    for (int feature = 0; feature < 100; ++feature) {
        ClassPathView::Trace trace;
        trace.feature = feature;
        trace.enters = feature / 2;
        for (int i = 0; i < 100; ++i)
            trace.weights.push_back(i < trace.enters ? 0.0 : 0.01 * (i - trace.enters + 1) * (feature % 7 - 3));
        view.traces.push_back(std::move(trace));
    }
    TracePlot plot;
    plot.resize(700, 400);
    plot.setView(view);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    auto* inner = plot.findChild<QWidget*>();
    qint64 longest = 0;
    for (int y = 20; y < 380; y += 8) {
        QElapsedTimer timer;
        timer.start();
        move(inner, QPoint(400, y));
        QApplication::processEvents();
        longest = std::max(longest, timer.elapsed());
    }
    qInfo("longest answer to the mouse %lld ms", longest);
    QVERIFY2(longest < 100, qPrintable(QString::number(longest)));
}

void FittingTest::lossIsReadUnderTheCursor()
{
    WindowFixture fixture(fitted());
    QVERIFY(fixture.open());
    auto* plot = fixture.window().findChild<PathPlot*>();
    plot->setCursor(5);
    QVERIFY(plot->readout().contains("validation") && plot->readout().contains("%"));
    QVERIFY(plot->readout().contains("gap") && plot->readout().contains("KKT"));
    plot->setMeasure(PathPlot::Measure::Loss);
    QVERIFY(!plot->readout().contains("%"));
}

void FittingTest::theSettingsOfThePresentPathAreNothingNew()
{
    WindowFixture fixture(fitted());
    QVERIFY(fixture.open());
    fixture.window().workspace().session.proposeFit();
    auto* settings = fixture.window().findChild<FitSettings*>();
    QVERIFY(settings != nullptr && settings->isVisible());
    auto* start = buttonSaying(*settings, "Fit");
    QVERIFY(start && !start->isEnabled());
    settings->findChild<QCheckBox*>()->toggle();  // grouped
    QVERIFY(start->isEnabled());
    QVERIFY(settings->options().grouped);
    settings->findChild<QCheckBox*>()->toggle();
    QVERIFY(!start->isEnabled());
    QTRY_VERIFY(settings->findChild<EstimateLabel*>()->text().contains("an estimate by the times of the present path"));
    fixture.window().workspace().session.proposeFit();
    QCOMPARE(fixture.window().findChildren<FitSettings*>().size(), 1);
}

void FittingTest::fittingAgainKeepsTheEarlierPath()
{
    WindowFixture fixture(fitted());
    QVERIFY(fixture.open());
    auto& session = fixture.window().workspace().session;
    session.proposeFit();
    auto* settings = fixture.window().findChild<FitSettings*>();
    settings->findChild<QDoubleSpinBox*>()->setValue(0.5);
    QCOMPARE(settings->options().alpha, 0.5);
    buttonSaying(*settings, "Fit")->click();
    QVERIFY(QTest::qWaitFor([&] { return !session.working() && fixture.calm(); }, 60000));
    QCOMPARE(session.info().settings.path.alpha, 0.5);
    QCOMPARE(session.keptPaths().size(), 2U);
    QCOMPARE(session.keptPaths()[1].name, std::string("path-1"));

    // It is drawn over the one before it, until the person has seen enough of that.
    auto* plot = fixture.window().findChild<PathPlot*>();
    QVERIFY(plot->comparing());
    QCOMPARE(session.comparedName(), std::string("path-1"));
    session.compareWith({});
    QVERIFY(!plot->comparing());
    session.compareWith("path-1");
    QTRY_VERIFY(plot->comparing());
    session.usePath("path-1");
    QVERIFY(QTest::qWaitFor([&] { return !session.working() && fixture.calm(); }, 60000));
    QVERIFY(!plot->comparing());
    QCOMPARE(session.keptPaths().size(), 2U);
    QCOMPARE(session.keptPaths()[0].options.alpha, PathOptions().alpha);

    // Removing asks first.
    auto* panel = fixture.window().findChild<PathPanel*>();
    auto* earlier = buttonSaying(*panel, "Earlier paths");
    QVERIFY(earlier && earlier->isVisible());
    emit earlier->menu()->aboutToShow();
    const auto menus = earlier->menu()->findChildren<QMenu*>();
    QCOMPARE(menus.size(), 1);
    menus.front()->actions().back()->trigger();
    auto* question = fixture.window().findChild<QMessageBox*>();
    QVERIFY(question && question->isVisible());
    QCOMPARE(session.keptPaths().size(), 2U);
    buttonSaying(*question, "Remove")->click();
    QTRY_COMPARE(session.keptPaths().size(), 1U);
    QVERIFY(!earlier->isVisible());
}

void FittingTest::aForbiddenFeatureHasNoWeight()
{
    WindowFixture fixture(fitted());
    QVERIFY(fixture.open());
    auto& session = fixture.window().workspace().session;
    const auto& bars = sparseBars(fixture)->bars().bars();
    QVERIFY(!bars.empty());
    const int feature = bars.front().feature;
    const int klass = fixture.window().workspace().selection.focus().klass;
    QMenu menu;
    session.proposeFit({{feature, klass, WeightRule::Kind::Forbidden}});
    auto* settings = fixture.window().findChild<FitSettings*>();
    QCOMPARE(settings->options().rules, (std::vector<WeightRule>{{feature, klass, WeightRule::Kind::Forbidden}}));
    buttonSaying(*settings, "Fit")->click();
    QVERIFY(QTest::qWaitFor([&] { return !session.working() && fixture.calm(); }, 60000));
    const auto& now = sparseBars(fixture)->bars();
    QVERIFY(now.rowCount() > 0);
    QCOMPARE(now.indexOfFeature(feature), -1);
}

void FittingTest::twoRulesForOneWeightAreOne()
{
    WindowFixture fixture(fitted());
    QVERIFY(fixture.open());
    using Kind = WeightRule::Kind;
    RuleList list(fixture.window().workspace().session);
    list.add({3, 1, Kind::Forbidden});
    list.add({3, 1, Kind::Positive});
    list.add({3, 2, Kind::Negative});
    QCOMPARE(list.rules(), (std::vector<WeightRule>{{3, 1, Kind::Positive}, {3, 2, Kind::Negative}}));
    list.add({3, -1, Kind::Forbidden});
    QCOMPARE(list.rules(), (std::vector<WeightRule>{{3, -1, Kind::Forbidden}}));
    buttonSaying(list, "Remove")->click();
    QVERIFY(list.rules().empty());
}

void FittingTest::stabilityIsMeasuredShownAndFilteredBy()
{
    WindowFixture fixture(fitted());
    QVERIFY(fixture.open());
    auto& session = fixture.window().workspace().session;
    auto* bars = sparseBars(fixture);
    auto* filter = bars->parentWidget()->findChild<StabilityFilter*>();
    QVERIFY(filter && !filter->least());
    session.proposeStability();
    auto* settings = fixture.window().findChild<StabilitySettings*>();
    QVERIFY(settings && settings->isVisible());
    QTRY_VERIFY(!settings->findChild<EstimateLabel*>()->text().isEmpty());
    QCOMPARE(settings->options().point, session.head().index);
    auto options = settings->options();
    options.resamples = 5;
    settings->close();
    session.measureStability(options);
    QVERIFY(QTest::qWaitFor([&] { return !session.working() && fixture.calm() && session.head().draws == 5; }, 60000));
    const auto& shown = bars->bars().bars();
    QVERIFY(!shown.empty());
    QVERIFY(std::all_of(shown.begin(), shown.end(), [](const WeightBar& bar) { return bar.stability.has_value(); }));
    QVERIFY(bars->bars().index(0).data(WeightBarModel::StabilityRole).isValid());

    const auto all = bars->bars().rowCount();
    filter->findChild<QCheckBox*>()->setChecked(true);
    QCOMPARE(bars->bars().rowCount() + bars->bars().hidden(), all);
    for (const auto& bar : bars->bars().bars())
        QVERIFY(bar.stability->frequency >= 0.8);
    // What was measured for one head is not told of another.
    auto focus = fixture.window().workspace().selection.focus();
    focus.path = focus.path == 0 ? 1 : focus.path - 1;
    fixture.window().workspace().selection.go(focus);
    QVERIFY(fixture.waitCalm());
    QCOMPARE(session.head().draws, 0);
    QVERIFY(!filter->least());
}

QTEST_MAIN(FittingTest)
#include "fitting_test.moc"
