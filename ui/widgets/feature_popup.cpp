// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/feature_popup.h"

#include "ui/shell/theme.h"
#include "ui/widgets/picture_painting.h"
#include "ui/widgets/text_painting.h"

#include <QPainter>
#include <QScreen>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr int thumbSide = 72;
constexpr int largeSide = 336;
constexpr int thumbs = 3;
constexpr int awayFromMouse = 18;

}  // namespace

FeaturePopup::FeaturePopup(PictureCache& pictures, QWidget* parent) : QWidget(parent, Qt::ToolTip), m_pictures(pictures)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    new FadeTicker(pictures, this);
}

void FeaturePopup::showFor(const QString& title, const QStringList& lines, const std::vector<qint64>& rows,
                           const QPoint& global, const QImage& rendered)
{
    m_title = title;
    m_lines = lines;
    m_rendered = rendered;
    m_side = thumbSide;
    m_rows.assign(rows.begin(), rows.begin() + std::min<std::ptrdiff_t>(thumbs, std::ssize(rows)));
    const int count = thumbs + (rendered.isNull() ? 0 : 1);
    place(count * thumbSide + (count - 1) * spaceInside, global);
}

void FeaturePopup::showLarge(const QString& title, const QStringList& lines, const QImage& picture, const QPoint& global)
{
    m_title = title;
    m_lines = lines;
    m_rendered = picture;
    m_side = largeSide;
    m_rows.clear();
    place(largeSide, global);
}

void FeaturePopup::place(int pictureWidth, const QPoint& global)
{
    const QFontMetrics strong(sizedFont(font(), TextSize::Body, true));
    const QFontMetrics small(sizedFont(font(), TextSize::Small));
    int width = std::max(pictureWidth, strong.horizontalAdvance(m_title) + 2);
    for (const auto& line : m_lines)
        width = std::max(width, small.horizontalAdvance(line) + 2);
    const int height = m_side + spaceBetween + strong.height() + static_cast<int>(m_lines.size()) * small.height();
    resize(width + 2 * spaceBetween, height + 2 * spaceBetween);
    auto place = global + QPoint(awayFromMouse, awayFromMouse);
    if (const auto* screen = parentWidget()->screen()) {
        const auto room = screen->availableGeometry();
        if (place.x() + this->width() > room.right())
            place.setX(std::max(room.left(), global.x() - this->width() - awayFromMouse));
        if (place.y() + this->height() > room.bottom())
            place.setY(std::max(room.top(), global.y() - this->height() - awayFromMouse));
    }
    move(place);
    show();
    update();
}

void FeaturePopup::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto& t = tokens(this);
    painter.fillRect(rect(), t.raised);
    painter.setPen(t.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    const auto inner = rect().adjusted(spaceBetween, spaceBetween, -spaceBetween, -spaceBetween);
    QRect box(inner.left(), inner.top(), m_side, m_side);
    if (!m_rendered.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(box, m_rendered);
        box.translate(m_side + spaceInside, 0);
    }
    for (const qint64 row : m_rows) {
        paintPicture(painter, box, m_pictures, {row, pictureSide(box, this), -1}, this);
        box.translate(m_side + spaceInside, 0);
    }
    int top = inner.top() + m_side + spaceBetween;
    const auto write = [&](const QString& text, const QFont& font, const QColor& color) {
        painter.setFont(font);
        painter.setPen(color);
        const int height = painter.fontMetrics().height();
        paintText(painter, QRect(inner.left(), top, inner.width(), height), Qt::AlignVCenter | Qt::AlignLeft, text);
        top += height;
    };
    write(m_title, sizedFont(font(), TextSize::Body, true), t.text);
    for (const auto& line : m_lines)
        write(line, sizedFont(font(), TextSize::Small), t.muted);
}

}  // namespace sparsescope::ui
