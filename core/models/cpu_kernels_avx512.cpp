// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Compiled with -mavx512f where the compiler has it; see CMakeLists.txt.
#include "models/cpu_kernels.h"

#if defined(__AVX512F__)

namespace sparsescope
{

namespace
{

constexpr int vectorFloats = 16;
constexpr int mostRows = 12; // Sums, weights and one pixel fill the 32 registers.

} // namespace

} // namespace sparsescope

#include "models/cpu_kernels_body.h"
#include "models/cpu_kernels_text.h"

namespace sparsescope
{

const CpuKernels* avx512Kernels()
{
    static const CpuKernels kernels{"AVX-512", vectorFloats, mostRows, multiplyPanel, depthwisePicture,
                                    apply,  softmax,      normalize};
    return &kernels;
}

} // namespace sparsescope

#else

namespace sparsescope
{

const CpuKernels* avx512Kernels()
{
    return nullptr;
}

} // namespace sparsescope

#endif
