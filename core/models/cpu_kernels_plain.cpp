// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/cpu_kernels.h"

namespace sparsescope
{

namespace
{

constexpr int vectorFloats = 4;
constexpr int mostRows = 6; // Sums, weights and one pixel fill 16 registers.

} // namespace

} // namespace sparsescope

#include "models/cpu_kernels_body.h"
#include "models/cpu_kernels_text.h"

namespace sparsescope
{

const CpuKernels* plainKernels()
{
    static const CpuKernels kernels{"plain", vectorFloats, mostRows, multiplyPanel, depthwisePicture,
                                    apply,  softmax,      normalize};
    return &kernels;
}

} // namespace sparsescope
