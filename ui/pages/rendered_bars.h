// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

namespace sparsescope::ui {

class WeightBars;

/// From now on the bars show the rendered picture of each feature in the sign of its weight, large where the mouse rests.
void showRendered(WeightBars& bars, Workspace& workspace);

}  // namespace sparsescope::ui
