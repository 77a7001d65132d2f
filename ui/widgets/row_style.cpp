// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/row_style.h"

#include "ui/shell/theme.h"
#include "ui/widgets/share_delegate.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyle>
#include <QTableView>

namespace sparsescope::ui {

void paintRowState(QPainter& painter, const QStyleOptionViewItem& option, bool first)
{
    const auto& t = tokens(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || (option.state & QStyle::State_MouseOver))
        painter.fillRect(option.rect, mixed(t.surface, t.accent, selected ? 0.16 : 0.06));
    const QRect edge(option.rect.topLeft(), QSize(3, option.rect.height()));
    if (selected && first)
        painter.fillRect(QStyle::visualRect(option.direction, option.rect, edge), t.accent);
}

void styleTable(QTableView& view)
{
    view.setItemDelegate(new ShareDelegate(&view));
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setSelectionMode(QAbstractItemView::SingleSelection);
    view.setEditTriggers(QAbstractItemView::NoEditTriggers);
    view.setShowGrid(false);
    view.setWordWrap(false);
    view.setFrameShape(QFrame::NoFrame);
    view.setTabKeyNavigation(false);
    view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.verticalHeader()->hide();
    view.verticalHeader()->setMinimumSectionSize(spaceAround);
    view.verticalHeader()->setDefaultSectionSize(view.fontMetrics().height() + spaceBetween);
    view.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view.horizontalHeader()->setHighlightSections(false);
    view.horizontalHeader()->setStretchLastSection(false);
}

}  // namespace sparsescope::ui
