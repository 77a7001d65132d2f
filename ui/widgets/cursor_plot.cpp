// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/cursor_plot.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/plot_style.h"

#include <QKeyEvent>
#include <QTimer>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace sparsescope::ui {

namespace {

constexpr int keyRestMs = 250;
constexpr int labelSpace = 112;

}  // namespace

CursorPlot::CursorPlot(const QString& exportName, QWidget* parent) : QWidget(parent)
{
    m_plot = new QCustomPlot(this);
    m_plot->setNoAntialiasingOnDrag(false);
    m_plot->installEventFilter(this);
    m_plot->setMouseTracking(true);
    m_plot->xAxis->setScaleType(QCPAxis::stLogarithmic);
    m_plot->xAxis->setNumberFormat(QStringLiteral("g"));
    m_plot->xAxis->setNumberPrecision(4);
    m_plot->axisRect()->setAutoMargins(QCP::msTop | QCP::msBottom);
    const int numbers = QFontMetrics(sizedFont(font(), TextSize::Small)).horizontalAdvance(QStringLiteral("−0.000"));
    m_plot->axisRect()->setMargins(QMargins(numbers + fontMetrics().height() + 2 * spaceBetween, 0, labelSpace, 0));
    connect(m_plot, &QCustomPlot::afterLayout, this, &CursorPlot::placeLabels);
    addPlotExport(*m_plot, exportName);

    m_rest = new QTimer(this);
    m_rest->setSingleShot(true);
    m_rest->setInterval(keyRestMs);
    connect(m_rest, &QTimer::timeout, this, [this] { emit cursorReleased(m_cursor); });

    setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
}

void CursorPlot::setAxis(PathAxis axis)
{
    if (axis == m_axis)
        return;
    m_axis = axis;
    rebuild();
}

void CursorPlot::setPlaces(std::vector<Place> places, std::vector<Place> beside)
{
    m_places = std::move(places);
    m_beside = std::move(beside);
    if (m_cursor >= std::ssize(m_places))
        m_cursor = -1;
    rebuild();
}

void CursorPlot::rebuild()
{
    m_plot->clearPlottables();
    m_plot->clearItems();
    m_labels.clear();
    m_line = new QCPItemStraightLine(m_plot);
    fitAxis();
    draw();
    stylePlot(*m_plot, tokens(this));
    placeCursor();
}

void CursorPlot::redrawSoon()
{
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void CursorPlot::fitAxis()
{
    auto* axis = m_plot->xAxis;
    const bool byLambda = m_axis == PathAxis::Lambda;
    double least = 1e300, most = 0;
    for (const auto* places : {&m_places, &m_beside})
        for (const auto& place : *places) {
            const double value = byLambda ? place.lambda : place.features;
            if (value > 0) {
                least = std::min(least, value);
                most = std::max(most, value);
            }
        }
    const bool any = most > 0;
    auto ticker = QSharedPointer<QCPAxisTickerLog>::create();
    ticker->setLogBase(byLambda ? 10 : 2);
    axis->setTicker(ticker);
    axis->setRangeReversed(byLambda);  // sparse is to the left on both
    if (byLambda) {
        axis->setLabel(m_sharesAxis ? QString() : tr("strength of the penalty λ (log scale)"));
        axis->setRange(any ? least * 0.8 : 1e-3, any ? most * 1.15 : 1);
    } else {
        axis->setLabel(m_sharesAxis ? QString() : tr("features per class (mean, log scale)"));
        axis->setRange(any ? least * 0.85 : 0.5, any ? std::max(most, least * 2) * 1.1 : 64);
    }
}

bool CursorPlot::hasPlace(int index) const
{
    return m_axis == PathAxis::Lambda || m_places[static_cast<std::size_t>(index)].features > 0;
}

double CursorPlot::positionOf(int index) const
{
    // What has no place on a logarithmic axis stands at the end where it belongs: λ = 0 to the right, no features to
    // the left. Both are the lower end of the range.
    const auto& place = m_places[static_cast<std::size_t>(index)];
    return std::max(m_axis == PathAxis::Lambda ? place.lambda : place.features, m_plot->xAxis->range().lower);
}

void CursorPlot::setHeights(double lowest, double highest)
{
    m_plot->yAxis->setRange(lowest, highest);
}

void CursorPlot::setAxisTitle(const QString& title)
{
    m_plot->yAxis->setLabel(title);
}

void CursorPlot::addLine(const QPen& pen, const std::vector<QPointF>& points)
{
    auto* line = new QCPCurve(m_plot->xAxis, m_plot->yAxis);
    line->setPen(pen);
    for (const auto& point : points)
        line->addData(point.x(), point.y());
}

void CursorPlot::hideSharedAxis()
{
    m_sharesAxis = true;
    m_plot->xAxis->setTickLabels(false);
    rebuild();
}

void CursorPlot::addLabel(const QString& text, const QColor& color, double height, bool strong)
{
    auto* label = new QCPItemText(m_plot);
    const auto small = sizedFont(font(), TextSize::Small, strong);
    label->setFont(small);
    label->setText(QFontMetrics(small).elidedText(text, Qt::ElideRight, labelSpace - 2 * spaceBetween));
    label->setColor(color);
    label->setClipToAxisRect(false);
    label->position->setType(QCPItemPosition::ptAbsolute);
    label->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_labels.push_back({label, height});
}

/// Beside their lines, but never over each other: pushed down where they would meet, and up again at the bottom.
void CursorPlot::placeLabels()
{
    std::vector<Label> order = m_labels;
    std::stable_sort(order.begin(), order.end(), [](const Label& a, const Label& b) { return a.height > b.height; });
    const double step = QFontMetrics(sizedFont(font(), TextSize::Small)).height();
    std::vector<double> heights;
    for (const auto& label : order) {
        const double wanted = m_plot->yAxis->coordToPixel(label.height);
        heights.push_back(heights.empty() ? wanted : std::max(wanted, heights.back() + step));
    }
    double lowest = m_plot->axisRect()->bottom();
    for (auto at = heights.rbegin(); at != heights.rend(); ++at) {
        *at = std::min(*at, lowest);
        lowest = *at - step;
    }
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i].item->position->setCoords(m_plot->axisRect()->right() + spaceBetween, heights[i]);
}

void CursorPlot::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        rebuild();
}

void CursorPlot::setCursor(int index)
{
    if (m_dragging || index == m_cursor)
        return;
    m_cursor = index >= 0 && index < std::ssize(m_places) ? index : -1;
    placeCursor();
}

void CursorPlot::placeCursor()
{
    if (!m_line)
        return;
    m_line->setVisible(m_cursor >= 0);
    if (m_cursor >= 0) {
        const double x = positionOf(m_cursor);
        m_line->point1->setCoords(x, 0);
        m_line->point2->setCoords(x, 1);
        m_line->setPen(QPen(tokens(this).accent, m_dragging || hasFocus() ? 2.5 : 2));
        setAccessibleDescription(readout());
    }
    redrawSoon();
}

int CursorPlot::nearest(double pixelX) const
{
    int best = -1;
    double distance = 1e12;
    for (int i = 0; i < std::ssize(m_places); ++i) {
        const double away = std::abs(m_plot->xAxis->coordToPixel(positionOf(i)) - pixelX);
        if (away <= distance) {
            distance = away;
            best = i;
        }
    }
    return best;
}

void CursorPlot::moveTo(int index)
{
    if (m_places.empty())
        return;
    index = std::clamp(index, 0, static_cast<int>(m_places.size()) - 1);
    if (index == m_cursor)
        return;
    m_cursor = index;
    placeCursor();
    emit cursorMoved(index);
}

bool CursorPlot::mouse(QEvent* event)
{
    const auto* mouse = static_cast<QMouseEvent*>(event);
    const auto at = mouse->position();
    const bool button = mouse->button() == Qt::LeftButton;
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        if (!button)
            return false;
        setFocus();
        if (pressed(at.toPoint()))
            return true;
        m_dragging = true;
        moveTo(nearest(at.x()));
        return false;
    case QEvent::MouseMove:
        if (m_dragging)
            moveTo(nearest(at.x()));
        else
            hovered(at.toPoint());
        return false;
    case QEvent::MouseButtonRelease:
        if (!m_dragging || !button)
            return false;
        m_dragging = false;
        placeCursor();
        emit cursorReleased(m_cursor);
        return false;
    case QEvent::MouseButtonDblClick: return button && doubleClicked(at.toPoint());
    default: return false;
    }
}

bool CursorPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_plot)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Leave)
        left();
    if (dynamic_cast<QMouseEvent*>(event) && !m_places.empty() && mouse(event))
        return true;
    return QWidget::eventFilter(watched, event);
}

void CursorPlot::keyPressEvent(QKeyEvent* event)
{
    const int page = 10;
    const int last = static_cast<int>(m_places.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left: moveTo(m_cursor - 1); break;
    case Qt::Key_Right: moveTo(m_cursor + 1); break;
    case Qt::Key_PageDown: moveTo(m_cursor - page); break;
    case Qt::Key_PageUp: moveTo(m_cursor + page); break;
    case Qt::Key_Home: moveTo(0); break;
    case Qt::Key_End: moveTo(last); break;
    default: return QWidget::keyPressEvent(event);
    }
    m_rest->start();
}

}  // namespace sparsescope::ui
