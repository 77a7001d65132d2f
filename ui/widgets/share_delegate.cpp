// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/share_delegate.h"

#include "ui/models/roles.h"
#include "ui/shell/theme.h"
#include "ui/widgets/text_painting.h"
#include "ui/widgets/row_style.h"

#include <QPainter>

#include <algorithm>

namespace sparsescope::ui {

void ShareDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& t = tokens(option.palette);
    paintRowState(*painter, option, index.column() == 0);
    const auto inner = option.rect.adjusted(spaceBetween, 0, -spaceBetween, 0);
    if (const auto share = index.data(ShareRole); share.isValid() && share.toDouble() >= 0) {
        const int width = qRound(inner.width() * std::clamp(share.toDouble(), 0.0, 1.0));
        painter->fillRect(QRect(inner.left(), inner.bottom() - 3, inner.width(), 2), mixed(t.surface, t.line, 0.6));
        painter->fillRect(QRect(inner.left(), inner.bottom() - 3, width, 2), mixed(t.surface, t.muted, 0.75));
    }
    painter->setPen(t.text);
    painter->setFont(option.font);
    const auto aligned = index.data(Qt::TextAlignmentRole);
    paintText(*painter, inner, aligned.isValid() ? Qt::Alignment(aligned.toInt()) : Qt::AlignLeft | Qt::AlignVCenter,
              index.data().toString());
}

QSize ShareDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto text = index.data().toString();
    return {option.fontMetrics.horizontalAdvance(text) + 2 * spaceBetween + 2,
            option.fontMetrics.height() + spaceBetween};
}

}  // namespace sparsescope::ui
