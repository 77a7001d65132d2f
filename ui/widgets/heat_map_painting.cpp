// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/heat_map.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/text_painting.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <array>
#include <cmath>

namespace sparsescope::ui {

namespace {

constexpr double cellForNames = 12;
constexpr double cellForSigns = 9;
constexpr double cellForNumbers = 40;
constexpr double cellForRects = 3;      ///< Below, cells are drawn pixel by pixel.
constexpr double faintest = 0.22;       ///< Of a sign's colour, for weights next to nothing.
constexpr int legendWidth = 150;
constexpr int shades = 256;

/// The square root brings out small weights beside large ones.
double strengthOf(double weight, double largest)
{
    return faintest + (1 - faintest) * std::sqrt(std::abs(weight) / std::max(largest, 1e-300));
}

/// Both signs' colours, faintest first.
std::array<std::array<QRgb, shades>, 2> shadesOf(const Tokens& t)
{
    std::array<std::array<QRgb, shades>, 2> table{};
    for (int shade = 0; shade < shades; ++shade) {
        const double strength = faintest + (1 - faintest) * shade / (shades - 1);
        table[0][std::size_t(shade)] = mixed(t.surface, t.positive, strength).rgb();
        table[1][std::size_t(shade)] = mixed(t.surface, t.negative, strength).rgb();
    }
    return table;
}

}  // namespace

void HeatMap::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    paintAll(painter);
}

void HeatMap::paintAll(QPainter& painter)
{
    const auto& t = tokens(this);
    painter.fillRect(viewport()->rect(), t.surface);
    if (rows() == 0 || columns() == 0)
        return paintNothing(painter);
    painter.setLayoutDirection(Qt::LeftToRight);  // a plot is not mirrored
    const Window window = visible();
    painter.save();
    painter.setClipRect(plot());
    const QRectF all(rectOf({0, 0}).topLeft(), QSizeF(columns() * m_width, rows() * m_height));
    painter.fillRect(all, mixed(t.surface, t.window, 0.9));
    if (std::min(m_width, m_height) < cellForRects)
        paintPixels(painter, window);
    else
        paintRects(painter, window);
    paintCurrent(painter);
    painter.restore();
    paintNames(painter, window);
    paintFooter(painter);
}

void HeatMap::paintNothing(QPainter& painter)
{
    if (!m_map)
        return;
    painter.setPen(tokens(this).muted);
    painter.drawText(viewport()->rect().adjusted(spaceAround, spaceAround, -spaceAround, -spaceAround), Qt::AlignCenter | Qt::TextWordWrap,
                     tr("No weights here: the biases alone decide. Move the λ cursor to the right for more features."));
}

QColor HeatMap::colorOf(double weight, const Tokens& t) const
{
    return mixed(t.surface, weight < 0 ? t.negative : t.positive, strengthOf(weight, m_map->largest));
}

/// Each pixel shows the largest weight under it; marks of a sparse map are two pixels wide at least, so that they are seen.
void HeatMap::paintPixels(QPainter& painter, const Window& window)
{
    const QRect area = plot();
    const double ratio = painter.device()->devicePixelRatioF();
    const int width = static_cast<int>(std::ceil(area.width() * ratio)), height = static_cast<int>(std::ceil(area.height() * ratio));
    if (width <= 0 || height <= 0)
        return;
    const int least = m_map->weights < std::int64_t(width) * height / 24 ? 2 : 1;
    std::vector<float> largest(std::size_t(width) * std::size_t(height), 0.0F);
    const auto span = [&](int cell, double size, int scroll, int room) {
        const int from = static_cast<int>((cell * size - scroll) * ratio);
        const int to = std::max(from + least, static_cast<int>(((cell + 1) * size - scroll) * ratio));
        return std::pair{std::clamp(from, 0, room), std::clamp(to, 0, room)};
    };
    for (int row = window.firstRow; row <= window.lastRow; ++row) {
        const auto [top, bottom] = span(row, m_height, verticalScrollBar()->value(), height);
        const auto& cells = m_map->rows[std::size_t(row)].cells;
        auto cell = std::ranges::lower_bound(cells, window.firstColumn, {}, &WeightMap::Cell::column);
        for (; cell != cells.end() && cell->column <= window.lastColumn; ++cell) {
            const auto [left, right] = span(cell->column, m_width, horizontalScrollBar()->value(), width);
            const auto weight = static_cast<float>(cell->weight);
            for (int y = top; y < bottom; ++y)
                for (int x = left; x < right; ++x) {
                    float& there = largest[std::size_t(y) * std::size_t(width) + std::size_t(x)];
                    if (std::abs(weight) > std::abs(there))
                        there = weight;
                }
        }
    }
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const auto table = shadesOf(tokens(this));
    for (int y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        const float* from = largest.data() + std::size_t(y) * std::size_t(width);
        for (int x = 0; x < width; ++x)
            if (from[x] != 0) {
                const double strength = std::sqrt(double(std::abs(from[x])) / m_map->largest);
                line[x] = table[from[x] < 0][std::size_t(std::clamp(qRound(strength * (shades - 1)), 0, shades - 1))];
            }
    }
    image.setDevicePixelRatio(ratio);
    painter.drawImage(area.topLeft(), image);
}

void HeatMap::paintRects(QPainter& painter, const Window& window)
{
    const auto& t = tokens(this);
    const double gap = std::min(m_width, m_height) >= 6 ? 1 : 0;
    const bool signs = std::min(m_width, m_height) >= cellForSigns;
    painter.setFont(sizedFont(font(), TextSize::Small));
    for (int row = window.firstRow; row <= window.lastRow; ++row) {
        const auto& cells = m_map->rows[std::size_t(row)].cells;
        auto cell = std::ranges::lower_bound(cells, window.firstColumn, {}, &WeightMap::Cell::column);
        for (; cell != cells.end() && cell->column <= window.lastColumn; ++cell) {
            const QRectF rect = rectOf({row, cell->column}).adjusted(0, 0, -gap, -gap);
            painter.fillRect(rect, colorOf(cell->weight, t));
            if (signs)
                paintSign(painter, rect, cell->weight);
        }
    }
}

/// The number where there is room, otherwise + or −.
void HeatMap::paintSign(QPainter& painter, const QRectF& cell, double weight)
{
    const auto& t = tokens(this);
    painter.setPen(strengthOf(weight, m_map->largest) > 0.6 ? t.surface : t.text);
    const auto number = signedNumber(weight);
    if (cell.width() >= cellForNumbers && painter.fontMetrics().horizontalAdvance(number) < cell.width())
        return paintText(painter, cell.toAlignedRect(), Qt::AlignCenter, number);
    const QPointF center = cell.center();
    const double arm = 2.5;
    painter.drawLine(center - QPointF(arm, 0), center + QPointF(arm, 0));
    if (weight > 0)
        painter.drawLine(center - QPointF(0, arm), center + QPointF(0, arm));
}

/// A frame around the selected cell; lines along its class and feature where it is too small to be seen.
void HeatMap::paintCurrent(QPainter& painter)
{
    const auto& t = tokens(this);
    const QRectF cell = rectOf(m_current);
    const bool small = std::min(m_width, m_height) < cellForSigns;
    auto faint = t.accent;
    faint.setAlphaF(0.55F);
    painter.setPen(QPen(faint, 1));
    if (m_current.row >= 0 && (small || m_current.column < 0)) {
        painter.drawLine(QPointF(plot().left(), cell.top()), QPointF(plot().right(), cell.top()));
        painter.drawLine(QPointF(plot().left(), cell.bottom()), QPointF(plot().right(), cell.bottom()));
    }
    if (m_current.column >= 0 && (small || m_current.row < 0)) {
        painter.drawLine(QPointF(cell.left(), plot().top()), QPointF(cell.left(), plot().bottom()));
        painter.drawLine(QPointF(cell.right(), plot().top()), QPointF(cell.right(), plot().bottom()));
    }
    if (m_current.row >= 0 && m_current.column >= 0) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(cell.adjusted(-1, -1, 0, 0));
    }
}

void HeatMap::paintNames(QPainter& painter, const Window& window)
{
    const auto& t = tokens(this);
    painter.setFont(sizedFont(font(), TextSize::Small));
    const QRect area = plot();
    if (m_height >= cellForNames)
        for (int row = window.firstRow; row <= window.lastRow; ++row) {
            const auto rect = rectOf({row, 0}).toAlignedRect();
            painter.setPen(row == m_current.row || row == m_hovered.row ? t.text : t.muted);
            painter.setClipRect(0, area.top(), area.left(), area.height());
            paintText(painter, QRect(spaceInside, rect.top(), area.left() - spaceBetween, rect.height()), Qt::AlignRight | Qt::AlignVCenter,
                      shown(m_map->rows[std::size_t(row)].name));
        }
    if (m_width >= cellForNames)
        for (int column = window.firstColumn; column <= window.lastColumn; ++column) {
            const auto rect = rectOf({0, column});
            painter.setPen(column == m_current.column || column == m_hovered.column ? t.text : t.muted);
            painter.save();
            painter.setClipRect(area.left(), 0, area.width(), area.top());
            painter.translate(rect.left(), area.top() - spaceInside);
            painter.rotate(-90);
            paintText(painter, QRectF(0, 0, area.top() - spaceBetween, rect.width()).toAlignedRect(), Qt::AlignLeft | Qt::AlignVCenter,
                      columnWords(column));
            painter.restore();
        }
    painter.setClipping(false);
}

/// What is under the mouse, or else selected; beside it what the colours mean.
void HeatMap::paintFooter(QPainter& painter)
{
    const auto& t = tokens(this);
    const QRect line(spaceAround, viewport()->height() - footer(), viewport()->width() - 2 * spaceAround, footer());
    painter.setFont(sizedFont(font(), TextSize::Small));
    const auto highest = signedNumber(m_map->largest), lowest = signedNumber(-m_map->largest);
    const int words = painter.fontMetrics().horizontalAdvance(lowest) + spaceBetween;
    const QRect scale(line.right() - legendWidth - words, line.center().y() - 4, legendWidth, 9);
    for (int x = 0; x < scale.width(); ++x) {
        const double weight = (2.0 * x / (scale.width() - 1) - 1) * m_map->largest;
        painter.fillRect(QRect(scale.left() + x, scale.top(), 1, scale.height()), colorOf(weight, t));
    }
    painter.setPen(t.muted);
    paintText(painter, QRect(scale.left() - words, line.top(), words - spaceInside, line.height()), Qt::AlignRight | Qt::AlignVCenter, lowest);
    paintText(painter, QRect(scale.right() + spaceInside, line.top(), words, line.height()), Qt::AlignLeft | Qt::AlignVCenter, highest);
    const Cell cell = m_hovered.row >= 0 ? m_hovered : m_current;
    const bool whole = cell.row >= 0 && cell.column >= 0;
    painter.setPen(t.text);
    paintText(painter, QRect(line.left(), line.top(), scale.left() - words - spaceAround - line.left(), line.height()),
              Qt::AlignLeft | Qt::AlignVCenter,
              !m_trouble.isEmpty() ? m_trouble : whole ? cellWords(cell.row, cell.column) : tr("Point at a cell to see its weight"));
}

}  // namespace sparsescope::ui
