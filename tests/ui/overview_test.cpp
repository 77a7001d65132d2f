// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/window_fixture.h"

#include "ui/models/feature_list_model.h"
#include "ui/pages/class_page.h"
#include "ui/pages/dense_side.h"
#include "ui/pages/features_page.h"
#include "ui/pages/map_page.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/feature_filter_bar.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/flow_view.h"
#include "ui/widgets/heat_map.h"
#include "ui/widgets/weight_bars.h"

#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>

#include <ctime>

using namespace sparsescope;
using namespace sparsescope::ui;

// What shows all of a head at once: the list of features, the map and the flow of weights, and both heads side by side.

class OverviewTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(ourWarnings()); }
    void theListFollowsFiltersAndSelection();
    void twoThousandFeaturesSortAndFilterAtOnce();
    void aNameAndANoteReachTheList();
    void theMapShowsEveryWeight();
    void cellsAreSelectedAndOpened();
    void keysGoFromWeightToWeight();
    void aThousandClassesArePaintedAtOnce_data();
    void aThousandClassesArePaintedAtOnce();
    void zoomKeepsWhatIsUnderTheMouse();
    void theFlowShowsAClassAndItsFeatures();
    void theFlowStaysWhenItIsClicked();
    void figuresLeaveAsFiles();
    void bothHeadsStandSideBySide();
    void aMissingHeadIsExplained();

private:
    QTemporaryDir m_settings;
};

namespace {

/// Of this thread: what others do on the machine does not count.
double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

std::vector<FeatureRow> manyRows(int count)
{
    std::vector<FeatureRow> rows;
    for (int i = 0; i < count; ++i) {
        FeatureRow row;
        row.feature = i;
        row.classes = (i * 7919) % 97;
        row.largestWeight = ((i * 31) % 200 - 100) / 50.0;
        row.health.mean = (i * 17) % 1000 / 1000.0;
        row.health.zeroShare = (i * 13) % 100 / 100.0;
        row.health.dead = i % 50 == 0;
        row.stability = (i * 11) % 100 / 100.0;
        if (i % 3 == 0)
            row.name = "feature of the kind " + std::to_string((i * 7) % count);
        rows.push_back(row);
    }
    return rows;
}

/// Every `step`-th weight is there.
std::shared_ptr<const WeightMap> madeMap(int classes, int features, int step)
{
    auto map = std::make_shared<WeightMap>();
    for (int column = 0; column < features; ++column)
        map->columns.push_back({column, column % 5 == 0 ? "name " + std::to_string(column) : ""});
    for (int row = 0; row < classes; ++row) {
        WeightMap::Row one{row, "class " + std::to_string(row), {}};
        for (int column = row % step; column < features; column += step)
            one.cells.push_back({column, ((row + column) % 3 == 0 ? -1.0 : 1.0) * double(1 + (row * column) % 100) / 50});
        map->weights += std::ssize(one.cells);
        map->rows.push_back(std::move(one));
    }
    map->largest = 2;
    return map;
}

template <typename T>
T* only(WindowFixture& fixture)
{
    return fixture.window().pages()->findChild<T*>();
}

}  // namespace

void OverviewTest::initTestCase()
{
    isolate(m_settings.path());
}

void OverviewTest::theListFollowsFiltersAndSelection()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    fixture.go(PageId::Features);
    QVERIFY(fixture.waitCalm());
    auto* page = only<FeaturesPage>(fixture);
    auto* table = page->findChild<FilterTable*>();
    auto* bar = page->findChild<FeatureFilterBar*>();
    auto* rows = table->view()->model();
    const auto& head = fixture.window().workspace().session.head().head->head();
    QCOMPARE(rows->rowCount(), 64);
    FeatureFilter filter;
    filter.use = FeatureFilter::Use::Used;
    bar->setFilter(filter);
    QCOMPARE(rows->rowCount(), int(head.usedFeatures().size()));
    filter = {};
    filter.health = FeatureFilter::Health::Problem;
    bar->setFilter(filter);
    QCOMPARE(rows->rowCount(), 3);
    auto focus = fixture.window().workspace().selection.focus();
    focus.klass = 2;
    fixture.window().workspace().selection.go(focus);
    QCOMPARE(fixture.window().pages()->currentIndex(), int(PageId::Features));
    filter = {};
    filter.klass = 2;
    bar->setFilter(filter);
    QCOMPARE(rows->rowCount(), head.nonZeros(2));
    focus.klass = 4;
    fixture.window().workspace().selection.go(focus);
    QCOMPARE(rows->rowCount(), head.nonZeros(4));
    bar->clear();
    QCOMPARE(rows->rowCount(), 64);
    table->view()->selectRow(3);
    const int feature = rows->index(3, 0).data(IdRole).toInt();
    QCOMPARE(fixture.window().workspace().selection.focus().feature, feature);
    QTest::keyClick(table->view(), Qt::Key_Return);
    QCOMPARE(fixture.window().pages()->currentIndex(), int(PageId::Feature));
    QCOMPARE(fixture.window().workspace().selection.focus().feature, feature);
}

void OverviewTest::twoThousandFeaturesSortAndFilterAtOnce()
{
    FeatureListModel model;
    FilterTable table(&model, "feature", "features");
    table.resize(900, 600);
    table.show();
    model.setRows(manyRows(2048));
    QCoreApplication::processEvents();
    double longest = 0;
    for (int column = 0; column < FeatureListModel::ColumnCount; ++column)
        for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            const double start = threadMs();
            table.sortBy(column, order);
            QCoreApplication::processEvents();
            longest = std::max(longest, threadMs() - start);
        }
    qInfo("sorting %.1f ms", longest);
    QVERIFY2(longest < 100, qPrintable(QString::number(longest)));
    longest = 0;
    for (const auto* words : {"1", "12", "kind 5", ""}) {
        const double start = threadMs();
        table.searchBox()->setText(words);
        QCoreApplication::processEvents();
        longest = std::max(longest, threadMs() - start);
    }
    const SparseHead head{2048, {{{3, 1.0}, {700, -1.0}}}, {0}};
    for (int use = 0; use < 3; ++use) {
        FeatureFilter filter;
        filter.use = static_cast<FeatureFilter::Use>(use);
        filter.leastStability = 0.4;
        const double start = threadMs();
        table.setRowFilter([&](int row) { return keeps(filter, model.row(row), head); });
        QCoreApplication::processEvents();
        longest = std::max(longest, threadMs() - start);
    }
    qInfo("filtering %.1f ms", longest);
    QVERIFY2(longest < 100, qPrintable(QString::number(longest)));
    QCOMPARE(table.view()->model()->rowCount(),
             int(std::ranges::count_if(manyRows(2048), [](const FeatureRow& row) { return row.classes == 0 && *row.stability >= 0.4; })));
}

void OverviewTest::aNameAndANoteReachTheList()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    fixture.go(PageId::Features);
    QVERIFY(fixture.waitCalm());
    fixture.window().workspace().session.nameFeature(7, "<b>door</b>", "in two\nlines");
    auto* table = only<FeaturesPage>(fixture)->findChild<FilterTable*>();
    table->searchBox()->setText("door");
    QTRY_COMPARE(table->view()->model()->rowCount(), 1);
    const auto* rows = table->view()->model();
    QCOMPARE(rows->index(0, FeatureListModel::Name).data().toString(), QStringLiteral("<b>door</b>"));
    QVERIFY(!rows->index(0, FeatureListModel::Note).data().toString().contains('\n'));
    QVERIFY(!table->view()->isColumnHidden(FeatureListModel::Note));
    FeatureFilter filter;
    filter.naming = FeatureFilter::Naming::Noted;
    table->searchBox()->clear();
    only<FeaturesPage>(fixture)->findChild<FeatureFilterBar*>()->setFilter(filter);
    QCOMPARE(rows->rowCount(), 1);
}

void OverviewTest::theMapShowsEveryWeight()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    fixture.go(PageId::Map);
    QVERIFY(fixture.waitCalm());
    const auto& head = *fixture.window().workspace().session.head().head;
    Progress silent;
    for (const auto order : {MapOrder::Data, MapOrder::Similarity, MapOrder::Use}) {
        const auto map = weightMap(head, {order, -1}, silent);
        QVERIFY(map.ok());
        const auto lines = HeatMap::csvOf(*map).count('\n');
        QCOMPARE(lines, map->weights + 1);
    }
    QVERIFY(only<MapPage>(fixture)->grab().toImage().size().width() > 0);
}

void OverviewTest::cellsAreSelectedAndOpened()
{
    HeatMap map;
    map.resize(700, 400);
    map.show();
    map.setMap(madeMap(6, 20, 2));
    QVERIFY(QTest::qWaitForWindowExposed(&map));
    QSignalSpy selected(&map, &HeatMap::cellSelected), opened(&map, &HeatMap::featureOpened);
    map.showCell(2, 4);
    QTest::keyClick(&map, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toInt(), 4);
    const QPoint inside(map.viewport()->width() - int(map.cellWidth() / 2) - 3, map.viewport()->height() / 2);
    QTest::mouseClick(map.viewport(), Qt::LeftButton, {}, inside);
    if (selected.isEmpty())  // to the right of the last column
        QTest::mouseClick(map.viewport(), Qt::LeftButton, {}, QPoint(map.viewport()->width() / 2, map.viewport()->height() / 3));
    QCOMPARE(selected.size(), 1);
    QTest::mouseDClick(map.viewport(), Qt::LeftButton, {}, QPoint(map.viewport()->width() / 2, map.viewport()->height() / 3));
    QCOMPARE(opened.size(), 2);
    QVERIFY(map.cellWords(2, 4).contains(QStringLiteral("class 2")));
    QVERIFY(map.cellWords(2, 5).contains(QStringLiteral("does not use")));
}

void OverviewTest::keysGoFromWeightToWeight()
{
    HeatMap map;
    map.resize(700, 400);
    map.show();
    map.setMap(madeMap(6, 20, 2));
    map.showCell(2, 4);
    QSignalSpy selected(&map, &HeatMap::cellSelected);
    QTest::keyClick(&map, Qt::Key_Right);
    QCOMPARE(selected.last(), QList<QVariant>({2, 6}));
    QTest::keyClick(&map, Qt::Key_Down);
    QCOMPARE(selected.last(), QList<QVariant>({4, 6}));
    QTest::keyClick(&map, Qt::Key_Down);
    QCOMPARE(selected.last(), QList<QVariant>({4, 6}));
    QTest::keyClick(&map, Qt::Key_Up);
    QTest::keyClick(&map, Qt::Key_Left);
    QCOMPARE(selected.last(), QList<QVariant>({2, 4}));
    const double fitted = map.cellWidth();
    QTest::keyClick(&map, Qt::Key_Plus);
    QVERIFY(map.cellWidth() > fitted);
    QTest::keyClick(&map, Qt::Key_0);
    QCOMPARE(map.cellWidth(), fitted);
}

void OverviewTest::aThousandClassesArePaintedAtOnce_data()
{
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("zooms");
    QTest::newRow("sparse, all of it") << 64 << 0;
    QTest::newRow("sparse, closer") << 64 << 10;
    QTest::newRow("dense, all of it") << 1 << 0;
    QTest::newRow("dense, closer") << 1 << 8;
    QTest::newRow("dense, close") << 1 << 20;
}

void OverviewTest::aThousandClassesArePaintedAtOnce()
{
    QFETCH(int, step);
    QFETCH(int, zooms);
    HeatMap map;
    map.resize(1200, 800);
    map.show();
    map.setMap(madeMap(1000, 2048, step));
    for (int i = 0; i < zooms; ++i)
        map.zoom(1.25);
    double shortest = 1e9;
    for (int i = 0; i < 3; ++i) {
        const double start = threadMs();
        const QPixmap seen = map.grab();
        shortest = std::min(shortest, threadMs() - start);
        QVERIFY(!seen.isNull());
    }
    qInfo("%.1f ms, cells of %.1f × %.1f", shortest, map.cellWidth(), map.cellHeight());
    QVERIFY2(shortest < 100, qPrintable(QString::number(shortest)));
}

void OverviewTest::zoomKeepsWhatIsUnderTheMouse()
{
    HeatMap map;
    map.resize(900, 600);
    map.show();
    map.setMap(madeMap(1000, 2048, 16));
    const QPointF at(500, 300);
    for (int i = 0; i < 24; ++i) {
        QWheelEvent wheel(at, map.viewport()->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(map.viewport(), &wheel);
    }
    QCOMPARE(map.cellWidth(), 48.0);
    QSignalSpy selected(&map, &HeatMap::cellSelected);
    QTest::mouseClick(map.viewport(), Qt::LeftButton, {}, at.toPoint());
    QCOMPARE(selected.size(), 1);
    // In the fitted map the place was at about these shares of the whole.
    QVERIFY2(std::abs(selected[0][0].toInt() - 505) < 60, qPrintable(selected[0][0].toString()));
    QVERIFY2(std::abs(selected[0][1].toInt() - 1126) < 80, qPrintable(selected[0][1].toString()));
}

void OverviewTest::theFlowShowsAClassAndItsFeatures()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    fixture.go(PageId::Map);
    auto* page = only<MapPage>(fixture);
    page->showFlow(true);
    QVERIFY(fixture.waitCalm());
    auto* view = page->findChild<FlowView*>();
    const auto& head = fixture.window().workspace().session.head().head->head();
    const int klass = fixture.window().workspace().selection.focus().klass;
    QCOMPARE(view->flow().classes.front().klass, klass);
    QCOMPARE(int(view->flow().features.size()) + view->flow().moreFeatures, head.nonZeros(klass));
    QVERIFY(!view->bandWords(0).isEmpty());
    auto focus = fixture.window().workspace().selection.focus();
    focus.klass = klass == 3 ? 4 : 3;
    fixture.window().workspace().selection.go(focus);
    QVERIFY(fixture.waitCalm());
    QCOMPARE(view->flow().classes.front().klass, focus.klass);
}

void OverviewTest::theFlowStaysWhenItIsClicked()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    fixture.go(PageId::Map);
    auto* page = only<MapPage>(fixture);
    page->showFlow(true);
    QVERIFY(fixture.waitCalm());
    auto* view = page->findChild<FlowView*>();
    const auto flow = view->flow();
    const auto band = *std::ranges::max_element(flow.bands, {}, [](const WeightFlow::Band& one) { return std::abs(one.weight); });
    const auto place = std::ranges::find(flow.bands, band.weight, &WeightFlow::Band::weight) - flow.bands.begin();
    QTest::mouseClick(view, Qt::LeftButton, {}, view->placeOn(int(place)));
    QVERIFY(fixture.waitCalm());
    const auto& focus = fixture.window().workspace().selection.focus();
    QCOMPARE(focus.feature, flow.features[std::size_t(band.feature)].feature);
    QCOMPARE(focus.klass, flow.classes[std::size_t(band.klass)].klass);
    QCOMPARE(view->flow().classes.front().klass, flow.classes.front().klass);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Right);
    QTest::keyClick(view, Qt::Key_Up);
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(fixture.window().pages()->currentIndex(), int(PageId::Class));
}

void OverviewTest::figuresLeaveAsFiles()
{
    QTemporaryDir folder;
    HeatMap map;
    map.resize(600, 400);
    map.show();
    map.setMap(madeMap(30, 60, 4));
    const auto figure = map.figure();
    QVERIFY(saveFigure(figure, folder.filePath("map.png")));
    QVERIFY(saveFigure(figure, folder.filePath("map.svg")));
    QCOMPARE(QImage(folder.filePath("map.png")).size(), map.viewport()->size() * 2);
    QFile svg(folder.filePath("map.svg"));
    QVERIFY(svg.open(QIODevice::ReadOnly));
    QVERIFY(svg.readAll().contains("<svg"));
    QVERIFY(!saveFigure(figure, folder.filePath("no such folder/map.png")));
    QCOMPARE(figure.csv().count('\n'), 30 * 15 + 1);
}

void OverviewTest::bothHeadsStandSideBySide()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    auto* page = only<ClassPage>(fixture);
    page->showDense(true);
    auto* dense = page->findChild<DenseSide*>();
    QVERIFY(dense->isVisible());
    QVERIFY(!dense->view().bars.empty());
    const auto* bars = dense->findChild<WeightBars*>();
    QCOMPARE(bars->model()->rowCount(), int(dense->view().bars.size()));
    // A click there selects the feature; the sparse bars do not take it back.
    const int feature = dense->view().bars.back().feature;
    emit dense->featureSelected(feature);
    QVERIFY(fixture.waitCalm());
    QCOMPARE(fixture.window().workspace().selection.focus().feature, feature);
    page->showDense(false);
    QVERIFY(!dense->isVisible());
}

void OverviewTest::aMissingHeadIsExplained()
{
    SyntheticOptions options;
    options.originalHead = false;
    WindowFixture fixture(options);
    QVERIFY(fixture.open());
    auto* page = only<ClassPage>(fixture);
    page->showDense(true);
    auto* dense = page->findChild<DenseSide*>();
    QVERIFY(!dense->view().missing.empty());
    QVERIFY(dense->currentWidget() != dense->findChild<WeightBars*>()->parentWidget());
}

QTEST_MAIN(OverviewTest)
#include "overview_test.moc"
