// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "glm/path.h"

#include <string>

namespace sparsescope {

/// For GlmData::matrix: the standardised features as float32 on a LibTorch device ("cpu", "cuda:0"), where the products
/// with them run; what is done row by row stays on the processor. float32 means float32: reduced precision of matrix
/// products (TF32, bfloat16) is switched off, and what certificates rest on is computed in float64 on the device. An error
/// where the device is not there. Products on a GPU are not always the same bits twice.
Result<MatrixFactory> deviceMatrixFactory(const std::string& device);

}  // namespace sparsescope
