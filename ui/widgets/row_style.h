// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QPainter;
class QStyleOptionViewItem;
class QTableView;

namespace sparsescope::ui {

/// Behind a row that is selected or under the mouse; `first`: with the accent at the edge where the row begins.
void paintRowState(QPainter& painter, const QStyleOptionViewItem& option, bool first);

/// Every table of the window: whole rows, no grid, cells by ShareDelegate.
void styleTable(QTableView& view);

}  // namespace sparsescope::ui
