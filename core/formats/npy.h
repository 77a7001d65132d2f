// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/tensor.h"

#include <filesystem>

namespace sparsescope {

/// What the header of a .npy file says (NumPy format.py, versions 1 to 3).
struct NpyHeader {
    DType dtype = DType::F32;
    bool bigEndian = false;
    bool fortranOrder = false;
    Shape shape;
    std::uint64_t dataOffset = 0;
};

/// Checks all of the header and that the file holds exactly the bytes it promises. Object arrays are refused.
Result<NpyHeader> readNpyHeader(const std::filesystem::path& path);

/// The whole array, row-major and little-endian whatever the file's order.
Result<Tensor> readNpy(const std::filesystem::path& path);

/// Version 1.0, row-major, little-endian, as numpy.save writes it: the same bytes for the same array.
Bytes npyBytes(DType dtype, const Shape& shape, std::span<const std::byte> data);
Status writeNpy(const std::filesystem::path& path, DType dtype, const Shape& shape, std::span<const std::byte> data);

}  // namespace sparsescope
