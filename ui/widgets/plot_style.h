// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QCustomPlot;

namespace sparsescope::ui {

struct Tokens;

/// Our pens, colours and fonts on a plot: one-pixel sparse grid, no box, small tick labels.
void stylePlot(QCustomPlot& plot, const Tokens& tokens);

/// Right click: save as PNG or SVG, or copy. `name` is the proposed file name.
void addPlotExport(QCustomPlot& plot, const QString& name);

}  // namespace sparsescope::ui
