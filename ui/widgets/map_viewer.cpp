// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/map_viewer.h"

#include "explain/overlay.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/map_lines.h"
#include "ui/widgets/picture_painting.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr int layerSide = 224;
constexpr double mapOpacity = 0.8;  // of the strongest place
constexpr int dimOpacity = 165;

/// The map in colours, transparent where it is quiet.
QImage layerOf(const ActivationMap& map)
{
    const auto values = enlarged(map, layerSide, layerSide);
    if (values.empty())
        return {};
    const double highest = *std::max_element(values.begin(), values.end());
    QImage layer(layerSide, layerSide, QImage::Format_ARGB32);
    layer.fill(Qt::transparent);
    for (std::size_t i = 0; i < values.size() && highest > 0; ++i) {
        const double share = std::clamp(values[i] / highest, 0.0, 1.0);
        QColor colour = sequential(share);
        colour.setAlphaF(static_cast<float>(mapOpacity * share));
        layer.setPixelColor(static_cast<int>(i % layerSide), static_cast<int>(i / layerSide), colour);
    }
    return layer;
}

/// Which pixels lie in a chosen superpixel: 1, else 0.
std::vector<int> chosenPixels(const MapViewer::Parts& parts)
{
    std::vector<int> inside(parts.segments.labels.size());
    std::vector<bool> wanted(static_cast<std::size_t>(parts.segments.count));
    for (const int part : parts.chosen)
        wanted[static_cast<std::size_t>(part)] = true;
    for (std::size_t i = 0; i < inside.size(); ++i)
        inside[i] = wanted[static_cast<std::size_t>(parts.segments.labels[i])] ? 1 : 0;
    return inside;
}

QImage dimmed(const std::vector<int>& inside, int width, int height)
{
    QImage layer(width, height, QImage::Format_ARGB32);
    const auto& shade = tokens(true).window;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
            layer.setPixel(x, y, qRgba(shade.red(), shade.green(), shade.blue(), inside[at] != 0 ? 0 : dimOpacity));
        }
    return layer;
}

/// On any picture: a light line in a dark one.
void drawOver(QPainter& painter, const QList<QLineF>& lines, const QColor& colour, double width)
{
    QColor halo = tokens(true).window;
    halo.setAlpha(150);
    QPen pen(halo, width + 2);
    pen.setCosmetic(true);
    pen.setCapStyle(Qt::RoundCap);
    painter.setPen(pen);
    painter.drawLines(lines);
    pen.setColor(colour);
    pen.setWidthF(width);
    painter.setPen(pen);
    painter.drawLines(lines);
}

/// The same, as thin as can be seen on light and on dark.
void drawThin(QPainter& painter, const QList<QLineF>& lines, double strength)
{
    QColor dark = tokens(true).window, light = tokens(false).surface;
    dark.setAlphaF(static_cast<float>(0.35 * strength));
    light.setAlphaF(static_cast<float>(0.75 * strength));
    QPen pen(dark, 3);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.drawLines(lines);
    pen.setColor(light);
    pen.setWidthF(1);
    painter.setPen(pen);
    painter.drawLines(lines);
}

}  // namespace

MapViewer::MapViewer(PictureCache& pictures, QWidget* parent) : QWidget(parent), m_pictures(pictures)
{
    new FadeTicker(pictures, this);
    setMouseTracking(true);
}

void MapViewer::setPicture(qint64 row, const QImage& picture, const QString& words)
{
    m_row = row;
    m_picture = QPixmap::fromImage(picture);
    m_map.reset();
    m_parts.reset();
    m_outline.clear();
    setAccessibleName(words);
    update();
}

void MapViewer::setMap(const std::optional<ActivationMap>& map)
{
    m_map = map && isWhole(*map) ? map : std::nullopt;
    m_layer = m_map ? layerOf(*m_map) : QImage();
    buildOutline();
    update();
}

void MapViewer::setParts(std::optional<Parts> parts)
{
    m_parts = std::move(parts);
    m_borders.clear();
    m_chosen.clear();
    m_dim = {};
    if (m_parts) {
        const auto& cut = m_parts->segments;
        m_borders = partBorders(cut.labels, cut.width, cut.height);
        if (!m_parts->chosen.empty()) {
            const auto inside = chosenPixels(*m_parts);
            m_chosen = partBorders(inside, cut.width, cut.height, true);
            m_dim = dimmed(inside, cut.width, cut.height);
        }
    }
    update();
}

void MapViewer::setStrength(double strength)
{
    m_strength = strength;
    update();
}

void MapViewer::setOutline(double share)
{
    m_share = share;
    buildOutline();
    update();
}

void MapViewer::buildOutline()
{
    m_outline = m_map ? contourLines(*m_map, m_share) : QList<QLineF>();
}

QRect MapViewer::box() const
{
    const int side = std::min(width(), height());
    return {(width() - side) / 2, (height() - side) / 2, side, side};
}

void MapViewer::paintEvent(QPaintEvent*)
{
    if (m_row < 0 && m_picture.isNull())
        return;
    QPainter painter(this);
    painter.setRenderHints(QPainter::SmoothPixmapTransform | QPainter::Antialiasing);
    const QRect place = box();
    if (m_row >= 0)
        paintPicture(painter, place, m_pictures, {m_row, 0, -1}, this);
    else
        painter.drawPixmap(place, m_picture);
    painter.setClipRect(place);
    if (m_map)
        paintMap(painter, place);
    if (m_parts)
        paintParts(painter, place);
}

void MapViewer::paintMap(QPainter& painter, const QRect& box) const
{
    painter.setOpacity(m_strength);
    painter.drawImage(box, m_layer);
    painter.setOpacity(1);
    painter.save();
    painter.translate(box.topLeft());
    painter.scale(box.width(), box.height());
    drawOver(painter, m_outline, tokens(false).surface, 1.6);
    painter.restore();
}

void MapViewer::paintParts(QPainter& painter, const QRect& box) const
{
    const auto& cut = m_parts->segments;
    if (!m_dim.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        painter.drawImage(box, m_dim);
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.translate(box.topLeft());
    painter.scale(double(box.width()) / cut.width, double(box.height()) / cut.height);
    drawThin(painter, m_borders, m_chosen.isEmpty() ? 1 : 0.35);
    drawOver(painter, m_chosen, m_parts->negative ? tokens(true).negative : tokens(true).positive, 2);
    painter.restore();
    paintRanks(painter, box);
}

void MapViewer::paintRanks(QPainter& painter, const QRect& box) const
{
    const auto& cut = m_parts->segments;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(sizedFont(font(), TextSize::Small, true));
    const int side = painter.fontMetrics().height() + 2;
    for (std::size_t rank = 0; rank < m_parts->chosen.size(); ++rank) {
        double x = 0, y = 0, pixels = 0;
        for (std::size_t i = 0; i < cut.labels.size(); ++i) {
            if (cut.labels[i] != m_parts->chosen[rank])
                continue;
            x += static_cast<double>(i % static_cast<std::size_t>(cut.width)) + 0.5;
            y += static_cast<double>(i / static_cast<std::size_t>(cut.width)) + 0.5;
            ++pixels;
        }
        const QPointF middle(box.left() + x / std::max(1.0, pixels) * box.width() / cut.width,
                             box.top() + y / std::max(1.0, pixels) * box.height() / cut.height);
        const QRectF badge(middle.x() - side / 2.0, middle.y() - side / 2.0, side, side);
        QColor ground = tokens(true).window;
        ground.setAlpha(190);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawEllipse(badge);
        painter.setPen(tokens(true).text);
        painter.drawText(badge, Qt::AlignCenter, QString::number(rank + 1));
    }
}

void MapViewer::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        emit clicked();
    QWidget::mousePressEvent(event);
}

bool MapViewer::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QRect place = box();
    const QPointF at(double(help->pos().x() - place.left()) / std::max(1, place.width()),
                     double(help->pos().y() - place.top()) / std::max(1, place.height()));
    const bool inside = at.x() >= 0 && at.x() < 1 && at.y() >= 0 && at.y() < 1;
    const auto words = inside && m_readout ? m_readout(at) : QString();
    QToolTip::showText(help->globalPos(), plainTip(words.isEmpty() ? accessibleName() : words), this);
    return true;
}

}  // namespace sparsescope::ui
