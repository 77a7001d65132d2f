// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/resize_kernels.h"

namespace sparsescope {

/// The two passes with 256-bit integers, where the machine has them: most do, but the compiler's baseline does not, so
/// it is asked at run time. Integer sums come out the same in any order, so the pixels are those of the plain kernels.
/// Returned is how far they came: rows done of the first pass, bytes done of each row of the second. The plain kernels
/// do the rest, which is everything on a machine without AVX2.
std::ptrdiff_t shrinkRowsAvx2(const ResizePass& pass);
std::ptrdiff_t mixRowsAvx2(const ResizePass& pass);

}  // namespace sparsescope
