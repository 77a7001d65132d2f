// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Compiled with -mavx2 -mfma where the compiler has them; see CMakeLists.txt.
#include "models/cpu_kernels.h"

#if defined(__AVX2__) && defined(__FMA__)

namespace sparsescope
{

namespace
{

constexpr int vectorFloats = 8;
constexpr int mostRows = 6; // Sums, weights and one pixel fill the 16 registers.

} // namespace

} // namespace sparsescope

#include "models/cpu_kernels_body.h"
#include "models/cpu_kernels_text.h"

namespace sparsescope
{

const CpuKernels* avx2Kernels()
{
    static const CpuKernels kernels{"AVX2", vectorFloats, mostRows, multiplyPanel, depthwisePicture,
                                    apply,  softmax,      normalize};
    return &kernels;
}

} // namespace sparsescope

#else

namespace sparsescope
{

const CpuKernels* avx2Kernels()
{
    return nullptr;
}

} // namespace sparsescope

#endif
