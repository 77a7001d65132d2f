// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QSize>
#include <QString>

#include <functional>

class QMenu;
class QPainter;
class QWidget;

namespace sparsescope::ui {

/// A painted figure as it can leave the window.
struct Figure {
    QString name;                                   ///< Proposed file name, without ending.
    QSize size;
    std::function<void(QPainter&)> paint;
    std::function<QString()> csv;                   ///< Its numbers.
    std::function<void(const QString&)> tell;       ///< What became of it, where something went wrong.
};

/// Save as PNG or SVG, copy, save the numbers as CSV.
void addFigureActions(QMenu& menu, QWidget& widget, const Figure& figure);

/// False, and nothing is left behind, where the file cannot be written. SVG by the name's ending, PNG at twice the size otherwise.
bool saveFigure(const Figure& figure, const QString& file);

}  // namespace sparsescope::ui
