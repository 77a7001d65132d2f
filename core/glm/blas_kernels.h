// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace sparsescope {

/// OpenBLAS knows processors by model number and falls back to its slowest kernels on one that is newer than itself
/// (three times slower fits were measured). Where that happened, chooses its kernels by what the processor can do.
/// Call once at start, before any thread uses BLAS. A person's own OPENBLAS_CORETYPE is left alone, and so is a BLAS
/// that cannot be asked. SPARSESCOPE_SIMD = avx512, avx2 or baseline keeps BLAS and our own kernels to that instruction
/// set at most, to see what it costs. Returns the name of the kernels in use, for provenance; empty if unknown.
std::string chooseBlasKernels();

}  // namespace sparsescope
