// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/picture_painting.h"

#include "ui/shell/theme.h"

#include <QPainter>
#include <QTimer>
#include <QWidget>

namespace sparsescope::ui {

namespace {

constexpr int fadeSteps = 6;
constexpr int fadeStepMs = 30;

}  // namespace

int pictureSide(const QRect& box, const QWidget* widget)
{
    const int pixels = qRound(std::max(box.width(), box.height()) * widget->devicePixelRatioF());
    return (pixels + 15) / 16 * 16;
}

void paintPicture(QPainter& painter, const QRect& box, PictureCache& pictures, const PictureKey& key,
                  const QWidget* widget)
{
    const auto& t = tokens(widget);
    const auto pixmap = pictures.picture(key);
    const double opacity = pixmap.isNull() ? 0 : pictures.opacity(key);
    if (opacity < 1)
        painter.fillRect(box, mixed(t.surface, t.line, 0.45));
    if (pixmap.isNull()) {
        if (pictures.failed(key) && key.overlayOf >= 0)
            return paintPicture(painter, box, pictures, {key.row, key.side, -1}, widget);
        if (pictures.failed(key)) {
            painter.setPen(t.muted);
            painter.drawText(box, Qt::AlignCenter, QStringLiteral("✕"));
        }
        return;
    }
    const auto size = pixmap.size().scaled(box.size(), Qt::KeepAspectRatio);
    const QRect place(box.center() - QPoint(size.width() / 2, size.height() / 2), size);
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setOpacity(opacity);
    painter.drawPixmap(place, pixmap);
    painter.restore();
}

FadeTicker::FadeTicker(PictureCache& pictures, QWidget* widget) : QObject(widget)
{
    m_timer.setInterval(fadeStepMs);
    connect(&pictures, &PictureCache::ready, this, [this, widget] {
        m_left = fadeSteps;
        widget->update();
        m_timer.start();
    });
    connect(&m_timer, &QTimer::timeout, this, [this, widget] {
        widget->update();
        if (--m_left <= 0)
            m_timer.stop();
    });
}

}  // namespace sparsescope::ui
