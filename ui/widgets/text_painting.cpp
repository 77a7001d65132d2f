// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/text_painting.h"

#include <QPainter>
#include <QStyle>

namespace sparsescope::ui {

void paintText(QPainter& painter, const QRect& box, Qt::Alignment alignment, const QString& text)
{
    const auto line = painter.fontMetrics().elidedText(text, Qt::ElideRight, box.width());
    const int reading = text.isRightToLeft() ? Qt::TextForceRightToLeft : Qt::TextForceLeftToRight;
    painter.drawText(
        box, int(QStyle::visualAlignment(painter.layoutDirection(), alignment)) | Qt::TextSingleLine | reading, line);
}

}  // namespace sparsescope::ui
