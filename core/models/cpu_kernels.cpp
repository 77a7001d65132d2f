// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/cpu_kernels.h"

namespace sparsescope
{

const CpuKernels& cpuKernels()
{
#if defined(__x86_64__)
    static const CpuKernels* const best = [] {
        if (avx512Kernels() != nullptr && __builtin_cpu_supports("avx512f"))
            return avx512Kernels();
        if (avx2Kernels() != nullptr && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            return avx2Kernels();
        return plainKernels();
    }();
    return *best;
#else
    return *plainKernels();
#endif
}

} // namespace sparsescope
