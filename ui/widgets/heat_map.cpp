// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/heat_map.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/filter_table.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

// What the map does; how it is drawn stands in heat_map_painting.cpp.

namespace sparsescope::ui {

namespace {

constexpr double largestCell = 48;
constexpr double largestFitCell = 34;
constexpr double cellForNames = 12;
constexpr double zoomStep = 1.25;
constexpr int reach = 4;            ///< Pixels from the mouse within which a small cell counts as meant.

}  // namespace

HeatMap::HeatMap(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Weights of all classes: rows are classes, columns are features"));
    viewport()->setMouseTracking(true);
}

void HeatMap::setMap(std::shared_ptr<const WeightMap> map)
{
    m_map = std::move(map);
    m_current = m_hovered = {};
    m_trouble.clear();
    measure();
    fit();
}

/// Room for the names, by the longest.
void HeatMap::measure()
{
    const QFontMetrics metrics(sizedFont(font(), TextSize::Small));
    m_longestClass = m_longestFeature = 0;
    for (int row = 0; row < rows(); ++row)
        m_longestClass = std::max(m_longestClass, metrics.horizontalAdvance(shown(m_map->rows[std::size_t(row)].name)));
    for (int column = 0; column < columns(); ++column)
        m_longestFeature = std::max(m_longestFeature, metrics.horizontalAdvance(columnWords(column)));
}

QString HeatMap::columnWords(int column) const
{
    const auto& of = m_map->columns[std::size_t(column)];
    return of.name.empty() ? QString::number(of.feature) : featureTitle(of.feature, of.name);
}

void HeatMap::showCell(int klass, int feature)
{
    const Cell cell{m_map ? m_map->rowOf(klass) : -1, m_map ? m_map->columnOf(feature) : -1};
    if (cell == m_current)
        return;
    m_current = cell;
    scrollTo(cell);
    viewport()->update();
}

int HeatMap::footer() const
{
    return QFontMetrics(sizedFont(font(), TextSize::Small)).height() + 2 * spaceBetween;
}

/// Room that the names would take, whether they are shown or not.
int HeatMap::classRoom() const
{
    return std::min(std::clamp(viewport()->width() / 4, 56, 180), m_longestClass + spaceBetween + spaceInside);
}

int HeatMap::featureRoom() const
{
    return std::min(std::clamp(viewport()->height() / 4, 40, 120), m_longestFeature + spaceBetween + spaceInside);
}

int HeatMap::left() const
{
    return m_height >= cellForNames ? classRoom() : spaceAround;
}

int HeatMap::top() const
{
    return m_width >= cellForNames ? featureRoom() : spaceBetween;
}

QRect HeatMap::plot() const
{
    return viewport()->rect().adjusted(left(), top(), 0, -footer());
}

/// Whether names are shown depends on the size of cells, and that on the room names leave.
void HeatMap::computeFit(double& width, double& height) const
{
    const QSize room = viewport()->size() - QSize(1, footer() + 1);
    const auto share = [](int pixels, int cells) { return std::min(largestFitCell, std::max(1, pixels) / double(std::max(1, cells))); };
    height = share(room.height() - featureRoom(), rows());
    width = share(room.width() - (height >= cellForNames ? classRoom() : spaceAround), columns());
    if (width < cellForNames)
        height = share(room.height() - spaceBetween, rows());
    if (height >= cellForNames)
        width = share(room.width() - classRoom(), columns());
}

void HeatMap::fit()
{
    m_fit = true;
    computeFit(m_width, m_height);
    updateBars();
    viewport()->update();
}

void HeatMap::zoom(double factor)
{
    const auto under = m_current.row >= 0 && m_current.column >= 0 ? rectOf(m_current).center().toPoint() : plot().center();
    setCells(m_width * factor, m_height * factor, under);
}

/// What is under `keep` stays there.
void HeatMap::setCells(double width, double height, const QPoint& keep)
{
    double fitWidth = 0, fitHeight = 0;
    computeFit(fitWidth, fitHeight);
    const double column = (keep.x() - left() + horizontalScrollBar()->value()) / m_width;
    const double row = (keep.y() - top() + verticalScrollBar()->value()) / m_height;
    m_width = std::clamp(width, fitWidth, std::max(fitWidth, largestCell));
    m_height = std::clamp(height, fitHeight, std::max(fitHeight, largestCell));
    m_fit = m_width <= fitWidth && m_height <= fitHeight;
    updateBars();
    horizontalScrollBar()->setValue(qRound(column * m_width + left() - keep.x()));
    verticalScrollBar()->setValue(qRound(row * m_height + top() - keep.y()));
    viewport()->update();
}

void HeatMap::updateBars()
{
    const auto set = [](QScrollBar* bar, double content, int room, double cell) {
        bar->setRange(0, std::max(0, static_cast<int>(std::floor(content)) - room));
        bar->setPageStep(room);
        bar->setSingleStep(std::max(8, qRound(cell)));
    };
    set(horizontalScrollBar(), columns() * m_width + 1, plot().width(), m_width);
    set(verticalScrollBar(), rows() * m_height + 1, plot().height(), m_height);
}

QRectF HeatMap::rectOf(const Cell& cell) const
{
    return {left() + cell.column * m_width - horizontalScrollBar()->value(), top() + cell.row * m_height - verticalScrollBar()->value(),
            m_width, m_height};
}

HeatMap::Window HeatMap::visible() const
{
    const auto first = [](int scroll, double cell) { return std::max(0, static_cast<int>(scroll / cell)); };
    const auto last = [](int scroll, int room, double cell, int count) {
        return std::min(count - 1, static_cast<int>((scroll + room) / cell));
    };
    const int x = horizontalScrollBar()->value(), y = verticalScrollBar()->value();
    return {first(y, m_height), last(y, plot().height(), m_height, rows()), first(x, m_width), last(x, plot().width(), m_width, columns())};
}

HeatMap::Cell HeatMap::cellAt(const QPoint& position) const
{
    if (!plot().contains(position) || rows() == 0)
        return {};
    const Cell cell{static_cast<int>((position.y() - top() + verticalScrollBar()->value()) / m_height),
                    static_cast<int>((position.x() - left() + horizontalScrollBar()->value()) / m_width)};
    return cell.row < rows() && cell.column < columns() ? cell : Cell{};
}

/// Among small cells the largest weight nearby: nobody can aim at a pixel.
HeatMap::Cell HeatMap::meantAt(const QPoint& position) const
{
    const Cell under = cellAt(position);
    if (under.row < 0 || m_map->weight(under.row, under.column) != 0 || std::min(m_width, m_height) > reach)
        return under;
    Cell best = under;
    double largest = 0;
    const int rowReach = static_cast<int>(reach / m_height), columnReach = static_cast<int>(reach / m_width);
    for (int row = std::max(0, under.row - rowReach); row <= std::min(rows() - 1, under.row + rowReach); ++row) {
        const auto& cells = m_map->rows[std::size_t(row)].cells;
        auto cell = std::ranges::lower_bound(cells, under.column - columnReach, {}, &WeightMap::Cell::column);
        for (; cell != cells.end() && cell->column <= under.column + columnReach; ++cell)
            if (std::abs(cell->weight) > largest) {
                largest = std::abs(cell->weight);
                best = {row, cell->column};
            }
    }
    return best;
}

QString HeatMap::cellWords(int row, int column) const
{
    const auto name = shown(m_map->rows[std::size_t(row)].name, 60);
    const auto& of = m_map->columns[std::size_t(column)];
    const double weight = m_map->weight(row, column);
    const auto feature = featureTitle(of.feature, of.name);
    return weight == 0 ? tr("%1 does not use %2").arg(name, feature) : tr("%1: %2 on %3").arg(name, signedNumber(weight, 3), feature);
}

void HeatMap::scrollTo(const Cell& cell)
{
    const auto rect = rectOf(cell).toAlignedRect();
    const auto move = [](QScrollBar* bar, int low, int high, int freeLow, int freeHigh) {
        if (low < freeLow)
            bar->setValue(bar->value() + low - freeLow);
        else if (high > freeHigh)
            bar->setValue(bar->value() + high - freeHigh);
    };
    if (cell.column >= 0)
        move(horizontalScrollBar(), rect.left(), rect.right(), plot().left(), plot().right());
    if (cell.row >= 0)
        move(verticalScrollBar(), rect.top(), rect.bottom(), plot().top(), plot().bottom());
}

void HeatMap::choose(const Cell& cell)
{
    if (cell.row < 0 || cell.column < 0)
        return;
    m_current = cell;
    viewport()->update();
    emit cellSelected(m_map->rows[std::size_t(cell.row)].klass, m_map->columns[std::size_t(cell.column)].feature);
}

void HeatMap::hover(const Cell& cell)
{
    if (cell == m_hovered)
        return;
    m_hovered = cell;
    m_trouble.clear();
    viewport()->update();
}

/// The next weight of the class to the left or right, of the feature above or below; where there is none, the same cell.
HeatMap::Cell HeatMap::nextWeight(Qt::Key key) const
{
    Cell cell{std::max(0, m_current.row), std::max(0, m_current.column)};
    const bool along = key == Qt::Key_Left || key == Qt::Key_Right;
    const int step = key == Qt::Key_Left || key == Qt::Key_Up ? -1 : 1;
    for (Cell next = cell;;) {
        (along ? next.column : next.row) += step;
        if (next.row < 0 || next.column < 0 || next.row >= rows() || next.column >= columns())
            return cell;
        if (m_map->weight(next.row, next.column) != 0)
            return next;
    }
}

void HeatMap::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (m_fit)
        computeFit(m_width, m_height);
    updateBars();
}

void HeatMap::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        measure();
}

void HeatMap::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = event->pos();
    m_scrollPressed = {horizontalScrollBar()->value(), verticalScrollBar()->value()};
    m_dragging = false;
}

void HeatMap::mouseMoveEvent(QMouseEvent* event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return hover(meantAt(event->pos()));
    const QPoint away = event->pos() - m_pressed;
    if (!m_dragging && away.manhattanLength() < QApplication::startDragDistance())
        return;
    m_dragging = true;
    viewport()->setCursor(Qt::ClosedHandCursor);
    horizontalScrollBar()->setValue(m_scrollPressed.x() - away.x());
    verticalScrollBar()->setValue(m_scrollPressed.y() - away.y());
}

void HeatMap::mouseReleaseEvent(QMouseEvent* event)
{
    viewport()->unsetCursor();
    if (event->button() == Qt::LeftButton && !m_dragging)
        choose(meantAt(event->pos()));
    m_dragging = false;
}

void HeatMap::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Cell cell = meantAt(event->pos());
    if (event->button() == Qt::LeftButton && cell.column >= 0)
        emit featureOpened(m_map->columns[std::size_t(cell.column)].feature);
}

void HeatMap::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu;
    menu.addAction(tr("Show all"), this, &HeatMap::fit);
    menu.addSeparator();
    addFigureActions(menu, *this, figure());
    menu.exec(event->globalPos());
}

void HeatMap::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier))
        return QAbstractScrollArea::wheelEvent(event);
    const double factor = event->angleDelta().y() > 0 ? zoomStep : 1 / zoomStep;
    setCells(m_width * factor, m_height * factor, event->position().toPoint());
    event->accept();
}

void HeatMap::keyPressEvent(QKeyEvent* event)
{
    const auto key = static_cast<Qt::Key>(event->key());
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    if (rows() == 0 || !plain)
        return QAbstractScrollArea::keyPressEvent(event);
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const Cell next = nextWeight(key);
        scrollTo(next);
        return choose(next);
    }
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(zoomStep);
    case Qt::Key_Minus:
        return zoom(1 / zoomStep);
    case Qt::Key_0:
        return fit();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current.column >= 0)
            emit featureOpened(m_map->columns[std::size_t(m_current.column)].feature);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool HeatMap::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        hover({});
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const Cell cell = meantAt(help->pos());
    if (cell.row >= 0)
        QToolTip::showText(help->globalPos(), plainTip(cellWords(cell.row, cell.column)), viewport());
    else
        QToolTip::hideText();
    return true;
}

Figure HeatMap::figure()
{
    return {QStringLiteral("weights"), viewport()->size(), [this](QPainter& painter) { paintAll(painter); },
            [map = m_map] { return map ? csvOf(*map) : QString(); },
            [this](const QString& words) {
                m_trouble = words;
                viewport()->update();
            }};
}

QString HeatMap::csvOf(const WeightMap& map)
{
    QString csv = csvLine({tr("Class"), tr("Name"), tr("Feature"), tr("Name"), tr("Weight")});
    for (const auto& row : map.rows)
        for (const auto& cell : row.cells) {
            const auto& column = map.columns[std::size_t(cell.column)];
            csv += csvLine({QString::number(row.klass), shown(row.name), QString::number(column.feature), shown(column.name),
                            QString::number(cell.weight, 'g', 9)});
        }
    return csv;
}

}  // namespace sparsescope::ui
