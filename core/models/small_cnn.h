// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/architecture.h"

namespace sparsescope {

/// Five convolutions with batch norm and ReLU from 64 × 64 pixels to 96 maps of 8 × 8: small enough to be trained on
/// one core in less than a minute, and cut open like the large ones. Its steps form a chain.
Architecture smallCnn();

}  // namespace sparsescope
