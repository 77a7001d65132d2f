// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/files.h"
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

/// The same file part by part, for arrays that should not be in memory as a whole. It appears with commit().
class NpyWriter {
public:
    static Result<NpyWriter> create(const std::filesystem::path& path, DType dtype, const Shape& shape);
    /// The next bytes of the array, row-major.
    Status write(std::span<const std::byte> part);
    /// An error unless all of the array was written.
    Status commit();

private:
    NpyWriter(AtomicFile file, std::string name, std::uint64_t bytes)
        : m_file(std::move(file)), m_name(std::move(name)), m_missing(bytes)
    {
    }

    AtomicFile m_file;
    std::string m_name;         // With the array's shape, for errors.
    std::uint64_t m_missing;    // Bytes
};

}  // namespace sparsescope
