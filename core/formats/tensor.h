// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/files.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sparsescope {

enum class DType { Bool, U8, I8, I16, I32, I64, F16, BF16, F32, F64, C64, C128 };

std::size_t byteWidth(DType dtype);
std::string dtypeName(DType dtype);  ///< "float32", "bfloat16", …

using Shape = std::vector<std::int64_t>;

std::string shapeText(const Shape& shape);  ///< "[64, 3, 7, 7]"
/// Product of the sizes, or nothing if a size is negative or the product overflows 63 bits.
std::optional<std::int64_t> elementCount(const Shape& shape);

/// A tensor in ordinary memory: contiguous, row-major, little-endian.
struct Tensor {
    DType dtype = DType::F32;
    Shape shape;
    Bytes bytes;

    /// All values as float32 (exact for F16, BF16 and F32; rounded for F64 and integers); complex is refused.
    Result<std::vector<float>> toFloats() const;
};

}  // namespace sparsescope
