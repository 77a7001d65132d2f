// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/cpu_convolution.h"

#include <cstdint>

namespace sparsescope {

// Max pooling for gradients, channels last.

MapShape pooledShape(const Step& step, const MapShape& input);

/// The largest value under each place of the kernel, and which of the kernel's places held it first, row by row.
void poolLargest(const Step& step, const MapShape& shape, const float* input, float* output, std::uint8_t* largest);

/// Slopes by the outputs go to the inputs that were largest; `shape` and `gradient` are the input's.
void spreadLargest(const Step& step, const MapShape& shape, const float* slope, const std::uint8_t* largest,
                   float* gradient);

}  // namespace sparsescope
