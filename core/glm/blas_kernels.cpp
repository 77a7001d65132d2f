// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/blas_kernels.h"

#include "glm/kernels.h"

#include <cstdlib>

#include <dlfcn.h>

namespace sparsescope {

namespace {

/// The run-time selection of OpenBLAS; looked up by name because builds for one processor do not have it.
struct KernelSelection {
    using CoreName = char* (*)();
    using Step = void (*)();
    CoreName coreName = reinterpret_cast<CoreName>(::dlsym(RTLD_DEFAULT, "openblas_get_corename"));
    Step forget = reinterpret_cast<Step>(::dlsym(RTLD_DEFAULT, "gotoblas_dynamic_quit"));
    Step choose = reinterpret_cast<Step>(::dlsym(RTLD_DEFAULT, "gotoblas_dynamic_init"));
};

bool isFallback(const std::string& name)
{
    return name == "Prescott" || name == "Core2" || name == "Nehalem" || name == "generic";
}

/// `limit`: see chooseBlasKernels().
const char* kernelsForThisProcessor(const std::string& limit)
{
    if (limit == "baseline")
        return "Prescott";
#if defined(__x86_64__)
    if (limit != "avx2" && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512dq"))
        return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return "Haswell";
#endif
    return nullptr;
}

}  // namespace

std::string chooseBlasKernels()
{
    const char* asked = std::getenv("SPARSESCOPE_SIMD");
    const std::string limit = asked ? asked : "";
    const bool limited = kernels::limitInstructionSet(limit);
    const KernelSelection blas;
    if (blas.coreName == nullptr)
        return {};
    const char* better = kernelsForThisProcessor(limit);
    const bool canChoose = blas.forget != nullptr && blas.choose != nullptr && std::getenv("OPENBLAS_CORETYPE") == nullptr;
    if (canChoose && better != nullptr && (limited || isFallback(blas.coreName()))) {
        ::setenv("OPENBLAS_CORETYPE", better, 0);
        blas.forget();
        blas.choose();
    }
    return blas.coreName();
}

}  // namespace sparsescope
