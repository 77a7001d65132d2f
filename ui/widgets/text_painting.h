// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <Qt>

class QPainter;
class QRect;
class QString;

namespace sparsescope::ui {

/// One line of plain text, cut with … where it does not fit. It stands where the painter's layout direction puts
/// `alignment`, and is read in its own: "+1.83" never turns into "1.83+" in a window that runs from right to left.
void paintText(QPainter& painter, const QRect& box, Qt::Alignment alignment, const QString& text);

}  // namespace sparsescope::ui
