// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/tensor.h"

namespace sparsescope {

/// True if elements of `shape` with `strides` lie one after another in row-major order.
bool isContiguous(const Shape& shape, const Shape& strides);

/// Row-major strides of `shape`, in elements.
Shape rowMajorStrides(const Shape& shape);

/// The elements that `shape` and `strides` (in elements, from the start of `from`) select, in row-major order. The
/// caller has checked that the last one lies inside `from` and that the result can be afforded.
Bytes stridedCopy(std::span<const std::byte> from, std::size_t width, const Shape& shape, const Shape& strides);

}  // namespace sparsescope
