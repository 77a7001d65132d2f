// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/confusion_map.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/text_painting.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparsescope::ui {

namespace {

constexpr int smallestCell = 3;
constexpr int largestCell = 56;
constexpr int cellForNames = 12;
constexpr int cellForCounts = 22;

}  // namespace

ConfusionMap::ConfusionMap(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Confusion matrix: rows are true classes, columns are predictions"));
    viewport()->setMouseTracking(true);
}

void ConfusionMap::setConfusion(ConfusionView confusion)
{
    m_confusion = std::move(confusion);
    m_rowSums.clear();
    for (const auto& row : m_confusion.counts)
        m_rowSums.push_back(std::accumulate(row.begin(), row.end(), std::int64_t(0)));
    m_longestName = 0;
    const QFontMetrics metrics(sizedFont(font(), TextSize::Small));
    for (const auto& name : m_confusion.names)
        m_longestName = std::max(m_longestName, metrics.horizontalAdvance(shown(name)));
    updateBars();
    viewport()->update();
}

void ConfusionMap::showCell(int truth, int predicted)
{
    m_current = {truth, predicted};
    viewport()->update();
}

int ConfusionMap::namesRoom() const
{
    const int most = std::clamp(viewport()->width() * 2 / 5, 56, 150);
    return std::min(most, m_longestName + spaceBetween + spaceInside);
}

int ConfusionMap::margin() const
{
    return m_cell >= cellForNames ? namesRoom() : spaceAround;
}

int ConfusionMap::fittingCell() const
{
    const int room = std::min(viewport()->width(), viewport()->height());
    const int withNames = (room - 1 - namesRoom()) / std::max(1, classCount());
    const int cell = withNames >= cellForNames ? withNames : (room - 1 - spaceAround) / std::max(1, classCount());
    return std::clamp(cell, smallestCell, largestCell);
}

void ConfusionMap::updateBars()
{
    if (m_fit)
        m_cell = fittingCell();
    const int content = margin() + classCount() * m_cell + 1;
    horizontalScrollBar()->setRange(0, std::max(0, content - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(m_cell);
    verticalScrollBar()->setRange(0, std::max(0, content - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_cell);
}

void ConfusionMap::setCellSize(int size)
{
    m_fit = size <= fittingCell();
    m_cell = std::clamp(size, smallestCell, largestCell);
    updateBars();
    viewport()->update();
}

QRect ConfusionMap::rectOf(int truth, int predicted) const
{
    return {margin() + predicted * m_cell - horizontalScrollBar()->value(),
            margin() + truth * m_cell - verticalScrollBar()->value(), m_cell, m_cell};
}

ConfusionMap::Cell ConfusionMap::cellAt(const QPoint& position) const
{
    const QPoint inside = position - QPoint(margin(), margin());
    if (inside.x() < 0 || inside.y() < 0)
        return {};
    const Cell cell{(inside.y() + verticalScrollBar()->value()) / m_cell,
                    (inside.x() + horizontalScrollBar()->value()) / m_cell};
    return cell.truth < classCount() && cell.predicted < classCount() ? cell : Cell{};
}

double ConfusionMap::shareOf(int truth, int predicted) const
{
    const auto rows = m_confusion.counts[std::size_t(truth)][std::size_t(predicted)];
    return double(rows) / double(std::max<std::int64_t>(1, m_rowSums[std::size_t(truth)]));
}

QString ConfusionMap::cellWords(int truth, int predicted) const
{
    const auto name = [this](int k) { return shown(m_confusion.names[std::size_t(k)], 60); };
    const auto rows = m_confusion.counts[std::size_t(truth)][std::size_t(predicted)];
    return truth == predicted
               ? tr("%1 of %2: %3 are recognised").arg(percent(shareOf(truth, predicted)), name(truth), count(rows))
               : tr("%1 of %2: %3 are taken for %4")
                     .arg(percent(shareOf(truth, predicted)), name(truth), count(rows), name(predicted));
}

void ConfusionMap::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), tokens(this).surface);
    if (classCount() == 0)
        return;
    painter.setLayoutDirection(Qt::LeftToRight);  // a plot is not mirrored
    paintCells(painter);
    if (m_cell >= cellForNames)
        paintNames(painter);
}

void ConfusionMap::paintCells(QPainter& painter)
{
    const auto& t = tokens(this);
    painter.save();
    painter.setClipRect(viewport()->rect().adjusted(margin(), margin(), 0, 0));
    const int all = classCount() * m_cell;
    const QPoint origin = rectOf(0, 0).topLeft();
    painter.fillRect(QRect(origin, QSize(all, all)), mixed(t.surface, t.window, 0.9));
    const int firstRow = std::max(0, verticalScrollBar()->value() / m_cell);
    const int firstColumn = std::max(0, horizontalScrollBar()->value() / m_cell);
    const int lastRow = std::min(classCount() - 1, (verticalScrollBar()->value() + viewport()->height()) / m_cell);
    const int lastColumn = std::min(classCount() - 1, (horizontalScrollBar()->value() + viewport()->width()) / m_cell);
    const int gap = m_cell >= cellForNames ? 1 : 0;
    painter.setFont(sizedFont(font(), TextSize::Small));
    for (int row = firstRow; row <= lastRow; ++row) {
        for (int column = firstColumn; column <= lastColumn; ++column) {
            const auto rows = m_confusion.counts[std::size_t(row)][std::size_t(column)];
            if (rows == 0)
                continue;
            const auto rect = rectOf(row, column).adjusted(0, 0, -gap, -gap);
            // The square root brings out rare mistakes beside a strong diagonal.
            const double share = std::sqrt(shareOf(row, column));
            painter.fillRect(rect, sequential(share));
            if (m_cell >= cellForCounts)
                paintCount(painter, rect, rows, share);
        }
    }
    if (m_current.truth >= 0 && m_current.predicted >= 0) {
        painter.setPen(QPen(t.accent, 2));
        painter.drawRect(rectOf(m_current.truth, m_current.predicted).adjusted(-1, -1, 0, 0));
    }
    painter.restore();
}

void ConfusionMap::paintCount(QPainter& painter, const QRect& cell, std::int64_t rows, double share)
{
    // cividis runs from dark blue to yellow in both themes: the ink follows the cell, not the theme.
    painter.setPen(share > 0.55 ? tokens(false).text : tokens(true).text);
    const auto text = QString::number(rows);
    if (painter.fontMetrics().horizontalAdvance(text) < cell.width())
        paintText(painter, cell, Qt::AlignCenter, text);
}

void ConfusionMap::paintNames(QPainter& painter)
{
    const auto& t = tokens(this);
    const int room = margin();
    painter.setFont(sizedFont(font(), TextSize::Small));
    painter.setPen(t.muted);
    const auto name = [&](int k) { return shown(m_confusion.names[std::size_t(k)]); };
    for (int k = 0; k < classCount(); ++k) {
        const auto row = rectOf(k, 0);
        if (row.bottom() > room && row.top() < viewport()->height()) {
            painter.setPen(k == m_current.truth ? t.text : t.muted);
            painter.setClipRect(0, room, room, viewport()->height());
            paintText(painter, QRect(spaceInside, row.top(), room - spaceBetween, m_cell),
                      Qt::AlignRight | Qt::AlignVCenter, name(k));
        }
        const auto column = rectOf(0, k);
        if (column.right() > room && column.left() < viewport()->width()) {
            painter.setPen(k == m_current.predicted ? t.text : t.muted);
            painter.save();
            painter.setClipRect(room, 0, viewport()->width(), room);
            painter.translate(column.left() + m_cell, room - spaceInside);
            painter.rotate(-90);
            paintText(painter, QRect(0, -m_cell, room - spaceBetween, m_cell), Qt::AlignLeft | Qt::AlignVCenter,
                      name(k));
            painter.restore();
        }
    }
    painter.setClipping(false);
}

void ConfusionMap::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

void ConfusionMap::mousePressEvent(QMouseEvent* event)
{
    const auto cell = cellAt(event->pos());
    if (event->button() != Qt::LeftButton || cell.truth < 0)
        return;
    m_current = cell;
    viewport()->update();
    emit cellSelected(cell.truth, cell.predicted);
}

bool ConfusionMap::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto cell = cellAt(help->pos());
        if (cell.truth >= 0)
            QToolTip::showText(help->globalPos(), plainTip(cellWords(cell.truth, cell.predicted)), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void ConfusionMap::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier))
        return QAbstractScrollArea::wheelEvent(event);
    const auto under = cellAt(event->position().toPoint());
    setCellSize(m_cell + (event->angleDelta().y() > 0 ? std::max(1, m_cell / 4) : -std::max(1, m_cell / 5)));
    if (under.truth >= 0)
        scrollTo(under);
}

void ConfusionMap::scrollTo(const Cell& cell)
{
    const auto rect = rectOf(cell.truth, cell.predicted);
    const QRect free = viewport()->rect().adjusted(margin(), margin(), 0, 0);
    const auto move = [](QScrollBar* bar, int low, int high, int freeLow, int freeHigh) {
        if (low < freeLow)
            bar->setValue(bar->value() + low - freeLow);
        else if (high > freeHigh)
            bar->setValue(bar->value() + high - freeHigh);
    };
    move(horizontalScrollBar(), rect.left(), rect.right(), free.left(), free.right());
    move(verticalScrollBar(), rect.top(), rect.bottom(), free.top(), free.bottom());
}

void ConfusionMap::keyPressEvent(QKeyEvent* event)
{
    auto cell = m_current;
    switch (event->key()) {
    case Qt::Key_Left:
        --cell.predicted;
        break;
    case Qt::Key_Right:
        ++cell.predicted;
        break;
    case Qt::Key_Up:
        --cell.truth;
        break;
    case Qt::Key_Down:
        ++cell.truth;
        break;
    default:
        return QAbstractScrollArea::keyPressEvent(event);
    }
    if (classCount() == 0)
        return;
    m_current = {std::clamp(cell.truth, 0, classCount() - 1), std::clamp(cell.predicted, 0, classCount() - 1)};
    scrollTo(m_current);
    viewport()->update();
    emit cellSelected(m_current.truth, m_current.predicted);
}

}  // namespace sparsescope::ui
