// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/vision_model.h"

#include <malloc.h>

#include <torch/torch.h>
#include <torch/version.h>

#include <fmt/format.h>

namespace sparsescope
{

std::string torchVersion()
{
    return fmt::format("{} ({}{})", TORCH_VERSION, at::hasMKL() ? "MKL" : "no MKL", at::hasMKLDNN() ? ", oneDNN" : "");
}

void prepareProcessForModels()
{
    constexpr int mebibyte = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, 1024 * mebibyte);
    mallopt(M_TRIM_THRESHOLD, 1024 * mebibyte);
    mallopt(M_TOP_PAD, 64 * mebibyte);
    at::set_num_threads(1);
    at::set_num_interop_threads(1);
}

} // namespace sparsescope
