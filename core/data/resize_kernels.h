// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/image.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sparsescope {

/// Weights are fixed-point numbers of this many bits after the point: 32 − 8 bits of pixel − 2 of head room.
inline constexpr int resizeWeightBits = 22;

/// Output sample o is the rounded sum of weights[o·stride + t] × input sample first[o] + t for t < count[o].
struct ResizeTaps {
    int stride = 0;
    std::vector<int> first;
    std::vector<int> count;
    std::vector<std::int32_t> weights;
};

/// One pass over an image as its kernels see it.
struct ResizePass {
    const std::uint8_t* in = nullptr;
    std::uint8_t* out = nullptr;
    std::ptrdiff_t inRow = 0;   ///< Bytes a row.
    std::ptrdiff_t outRow = 0;
    std::ptrdiff_t inHeight = 0;
    std::ptrdiff_t outHeight = 0;
    const ResizeTaps& taps;
};

/// Every row of `in` shrunk or stretched to the width of `out` (same height).
void resizeRows(const Image& in, const ResizeTaps& taps, Image& out);
/// Every column of `in` shrunk or stretched to the height of `out` (same width).
void resizeColumns(const Image& in, const ResizeTaps& taps, Image& out);

}  // namespace sparsescope
