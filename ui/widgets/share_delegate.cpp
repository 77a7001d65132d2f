// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/share_delegate.h"

#include "ui/models/roles.h"
#include "ui/shell/theme.h"

#include <QPainter>

#include <algorithm>

namespace sparsescope::ui {

void ShareDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& t = tokens(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    if (selected || hovered)
        painter->fillRect(option.rect, mixed(t.surface, t.accent, selected ? 0.18 : 0.06));
    if (selected && index.column() == 0)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), t.accent);
    const auto inner = option.rect.adjusted(spaceBetween, 0, -spaceBetween, 0);
    if (const auto share = index.data(ShareRole); share.isValid() && share.toDouble() >= 0) {
        const int width = qRound(inner.width() * std::clamp(share.toDouble(), 0.0, 1.0));
        painter->fillRect(QRect(inner.left(), inner.bottom() - 3, inner.width(), 2), mixed(t.surface, t.line, 0.6));
        painter->fillRect(QRect(inner.left(), inner.bottom() - 3, width, 2), mixed(t.surface, t.muted, 0.75));
    }
    painter->setPen(t.text);
    painter->setFont(option.font);
    const auto text = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, inner.width());
    painter->drawText(inner, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine, text);
}

QSize ShareDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto text = index.data().toString();
    return {option.fontMetrics.horizontalAdvance(text) + 2 * spaceBetween + 2,
            option.fontMetrics.height() + spaceBetween};
}

}  // namespace sparsescope::ui
