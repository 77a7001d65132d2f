// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/npy.h"

#include <memory>

namespace sparsescope {

/// A float32 matrix of a .npy file, row by row, that is looked at in place instead of being read. What is looked at comes
/// through the system's page cache and goes when memory is short, so it may be larger than memory. The file must not
/// become shorter meanwhile: the system ends a program that looks at what is no longer there.
class MappedNpy {
public:
    /// Other types, orders and numbers of dimensions are refused (E-NPY-020): readNpy() converts them.
    static Result<MappedNpy> open(const std::filesystem::path& path);

    std::int64_t rows() const { return m_rows; }
    std::int64_t columns() const { return m_columns; }
    const float* data() const { return m_data; }
    /// The rows first … first + count − 1 were looked at by this thread and will not be for a while. Memory is given back
    /// in pieces of some megabytes: when the thread comes to another one, the former goes.
    void release(std::int64_t first, std::int64_t count) const;

private:
    struct Mapping;

    std::shared_ptr<const Mapping> m_mapping;
    const float* m_data = nullptr;
    std::int64_t m_rows = 0;
    std::int64_t m_columns = 0;
};

}  // namespace sparsescope
