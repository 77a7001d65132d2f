// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/architecture.h"

namespace sparsescope
{

/// EfficientNet-Lite0 to Lite4 (Tan and Le, 2019; "lite": no squeeze-and-excitation, ReLU6, stem and head not scaled)
/// with the names of the PyTorch package efficientnet-lite-pytorch.
Architecture efficientNetLite(int variant);

} // namespace sparsescope
