// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/architecture.h"

namespace sparsescope
{

/// ResNet of 18, 34, 50, 101 or 152 layers (He et al., 2015) with torchvision's names and strides (version 1.5: the
/// stride of a bottleneck is in its 3 × 3 convolution). The `robustness` library uses the same names.
Architecture resnet(int layers);

} // namespace sparsescope
