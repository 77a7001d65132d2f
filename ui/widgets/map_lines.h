// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/vision_model.h"

#include <QLineF>
#include <QList>

namespace sparsescope::ui {

/// The borders between pixels of different labels (height × width), in pixels of the picture; straight runs are one line.
/// `framed`: pixels of label 1 have a border at the picture's edge too.
QList<QLineF> partBorders(const std::vector<int>& labels, int width, int height, bool framed = false);

/// Where the enlarged map crosses `share` of its maximum: smooth, closed at the picture's edge, in a picture of 1 × 1. None
/// where the map has no positive value or `share` is 0.
QList<QLineF> contourLines(const ActivationMap& map, double share);

}  // namespace sparsescope::ui
