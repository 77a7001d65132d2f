// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "vis/render.h"

namespace sparsescope {

/// Whether this can be rendered at all.
Status checkRender(const VisionModel& model, const Goal& goal, const RenderOptions& options);

}  // namespace sparsescope
