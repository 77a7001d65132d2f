// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/class_path_page.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/feature_popup.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/trace_plot.h"

#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

ClassPathPage::ClassPathPage(Workspace& workspace, QWidget* parent) : Page(workspace, parent)
{
    m_popup = new FeaturePopup(workspace.pictures, this);
    setParts({{makePlots(), 5, 640}, {makeEntries(), 3, 330}});
    setFocusProxy(m_traces);
    connect(&workspace.selection, &LinkedSelection::axisChanged, this, [this](PathAxis axis) {
        m_traces->setAxis(axis);
        m_recall->setAxis(axis);
    });
}

QWidget* ClassPathPage::makePlots()
{
    auto* side = new QWidget(this);
    m_title = new ElidedLabel(side);
    m_title->setFont(sizedFont(font(), TextSize::Body, true));
    m_traces = new TracePlot(side);
    m_recall = new RecallPlot(side);
    for (CursorPlot* plot : {static_cast<CursorPlot*>(m_traces), static_cast<CursorPlot*>(m_recall)}) {
        plot->setAxis(work().selection.axis());
        connect(plot, &CursorPlot::cursorMoved, this, &ClassPathPage::cursorMoved);
        connect(plot, &CursorPlot::cursorReleased, this, &ClassPathPage::cursorReleased);
    }
    connect(m_traces, &TracePlot::traceHovered, this, &ClassPathPage::showHovered);
    connect(m_traces, &TracePlot::featureSelected, this, [this](int feature) { goFeature(feature, PageId::ClassPath); });
    connect(m_traces, &TracePlot::featureOpened, this, [this](int feature) { goFeature(feature, PageId::Feature); });
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, spaceBetween);
    layout->setSpacing(spaceInside);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(spaceAround, 0, spaceAround, 0);
    top->addWidget(m_title);
    layout->addLayout(top);
    layout->addWidget(m_traces, 5);
    layout->addWidget(m_recall, 3);
    return side;
}

QWidget* ClassPathPage::makeEntries()
{
    auto* side = new QWidget(this);
    m_entriesTitle = new ElidedLabel(side);
    m_entriesTitle->setFont(sizedFont(font(), TextSize::Body, true));
    m_entries = new EntryList(work().pictures, side);
    connect(m_entries, &EntryList::idSelected, this, [this](qint64 id) { goFeature(int(id), PageId::ClassPath); });
    connect(m_entries, &EntryList::idOpened, this, [this](qint64 id) { goFeature(int(id), PageId::Feature); });
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceBetween, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_entriesTitle);
    layout->addWidget(m_entries, 1);
    return side;
}

bool ClassPathPage::upToDate() const
{
    // Another head of the same path changes nothing here, but it also comes when a feature got another name.
    return m_askedData == session().data() && m_askedClass == focus().klass
        && (m_askedHead == session().head().head || m_askedIndex != session().head().index);
}

void ClassPathPage::refresh()
{
    if (explainMissing()) {
        m_askedData.reset();
        m_along = {};
        return;
    }
    if (focus().klass < 0 || focus().klass >= std::ssize(session().info().classes)) {
        state().showEmpty(tr("No class selected"), tr("Choose one in the list on the left, or search with Ctrl+K."));
        return;
    }
    if (!upToDate())
        request();
    m_traces->setFeature(focus().feature);
    m_entries->showId(focus().feature);
    m_traces->setCursor(focus().path);
    m_recall->setCursor(focus().path);
    showPoint(focus().path);
}

void ClassPathPage::request()
{
    if (m_askedData != session().data()) {
        display({});
        m_title->setText(tr("Looking along the path…"));
    }
    m_askedData = session().data();
    m_askedHead = session().head().head;
    m_askedIndex = session().head().index;
    m_askedClass = focus().klass;
    header().setTitle(tr("Class path"), session().className(m_askedClass));
    work().tasks.run(
        this, {tr("Looking along the path"), QStringLiteral("class-path-page")},
        [audit = session().audit(), data = m_askedData, path = m_along.path, klass = m_askedClass](Progress& progress) mutable
        -> Result<Along> {
            if (!path) {
                SS_TRY(path, audit->analysePath(data, progress));
            }
            return Along{path, classPath(*path, klass)};
        },
        [this](Along along) { display(std::move(along)); });
}

void ClassPathPage::display(Along along)
{
    m_along = std::move(along);
    m_popup->hide();
    m_traces->setView(m_along.view);
    m_recall->setView(m_along.view);
    m_entries->entries().setView(m_along.view);
    const auto words = m_along.path ? sentence() : QString();
    m_title->setText(words);
    m_title->setToolTip(plainTip(words));
    const auto drawn = std::ssize(m_along.view.traces);
    m_entriesTitle->setText(drawn < m_along.view.featuresEver
                                ? tr("The %1 largest, as they enter").arg(count(drawn))
                                : tr("In the order in which they enter"));
    m_traces->setFeature(focus().feature);
    m_entries->showId(focus().feature);
    m_traces->setCursor(focus().path);
    m_recall->setCursor(focus().path);
    showPoint(focus().path);
}

/// What enters first and how well the class is known with it alone.
QString ClassPathPage::sentence() const
{
    const auto& view = m_along.view;
    const auto first = std::min_element(view.traces.begin(), view.traces.end(),
                                        [](const auto& a, const auto& b) { return a.enters < b.enters; });
    if (first == view.traces.end())
        return tr("No feature ever enters: the bias alone decides");
    return tr("%1 enters first, at λ %2")
        .arg(featureTitle(first->feature, first->featureName),
             number(view.points[static_cast<std::size_t>(first->enters)].lambda));
}

void ClassPathPage::showPoint(int point)
{
    m_entries->entries().setPoint(point);
    const auto& points = m_along.view.points;
    if (point < 0 || point >= std::ssize(points))
        return header().setNumbers({});
    const auto& at = points[static_cast<std::size_t>(point)];
    header().setNumbers({{tr("train"), percent(at.accuracy[0]), tr("Share of the class's training pictures that are recognised")},
                         {tr("validation"), percent(at.accuracy[1]), tr("The same on validation pictures")},
                         {tr("test"), percent(at.accuracy[2]), tr("The same on test pictures")},
                         {tr("features"), tr("%1 of %2").arg(at.features).arg(m_along.view.featuresEver),
                          tr("Non-zero weights of the class here, of those that ever enter")}});
}

void ClassPathPage::cursorMoved(int point)
{
    m_traces->setCursor(point);
    m_recall->setCursor(point);
    showPoint(point);
}

void ClassPathPage::cursorReleased(int point)
{
    auto next = focus();
    next.path = point;
    work().selection.go(next);
}

void ClassPathPage::showHovered(int trace, int point, const QPoint& global)
{
    if (trace < 0)
        return m_popup->hide();
    const auto& of = m_along.view.traces[static_cast<std::size_t>(trace)];
    const auto& points = m_along.view.points;
    std::vector<qint64> rows;
    for (const auto& example : of.best)
        rows.push_back(example.row);
    m_popup->showFor(featureTitle(of.feature, of.featureName),
                     {tr("weight %1 at λ %2").arg(signedNumber(of.weights[static_cast<std::size_t>(point)], 3),
                                                  number(points[static_cast<std::size_t>(point)].lambda)),
                      tr("enters at λ %1 (point %2)").arg(number(points[static_cast<std::size_t>(of.enters)].lambda)).arg(of.enters)},
                     rows, global, work().renderings.thumbnail(of.feature, of.weights[static_cast<std::size_t>(point)] < 0));
}

void ClassPathPage::hideEvent(QHideEvent* event)
{
    m_popup->hide();
    Page::hideEvent(event);
}

}  // namespace sparsescope::ui
