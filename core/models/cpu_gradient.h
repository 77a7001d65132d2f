// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/architecture.h"
#include "models/cpu_convolution.h"
#include "models/picture_gradient.h"

#include <memory>
#include <vector>

namespace sparsescope {

/// Our own loops forward and back, on the CPU. `convolutions`: one per step, null for poolings. The weights for the way
/// back are laid out at the first run and take as much memory as those for the way forward.
std::unique_ptr<PictureGradient> makeCpuGradient(std::vector<Step> steps,
                                                 std::vector<std::shared_ptr<const CpuConvolution>> convolutions);

}  // namespace sparsescope
