// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/overlay_viewer.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/picture_painting.h"

#include <QPainter>

namespace sparsescope::ui {

OverlayViewer::OverlayViewer(PictureCache& pictures, QWidget* parent) : QWidget(parent), m_pictures(pictures)
{
    new FadeTicker(pictures, this);
}

void OverlayViewer::setPicture(qint64 row, int feature, const QString& words)
{
    m_row = row;
    m_feature = feature;
    setToolTip(plainTip(words));
    setAccessibleName(words);
    update();
}

void OverlayViewer::setStrength(double strength)
{
    m_strength = strength;
    update();
}

void OverlayViewer::paintEvent(QPaintEvent*)
{
    if (m_row < 0)
        return;
    QPainter painter(this);
    const int side = std::min(width(), height());
    const QRect box((width() - side) / 2, (height() - side) / 2, side, side);
    paintPicture(painter, box, m_pictures, {m_row, 0, -1}, this);
    if (m_feature < 0 || m_strength <= 0)
        return;
    const auto map = m_pictures.picture({m_row, 0, m_feature});
    if (map.isNull())
        return;
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setOpacity(m_strength * m_pictures.opacity({m_row, 0, m_feature}));
    const auto size = map.size().scaled(box.size(), Qt::KeepAspectRatio);
    painter.drawPixmap(QRect(box.center() - QPoint(size.width() / 2, size.height() / 2), size), map);
}

}  // namespace sparsescope::ui
