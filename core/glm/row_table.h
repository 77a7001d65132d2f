// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <memory>
#include <new>

#include <sys/mman.h>

namespace sparsescope {

/// Rows are worked on in blocks of this many; the last block is filled up with rows of zeros and of weight zero.
inline constexpr int blockRows = 128;

inline int blocksFor(std::ptrdiff_t rows)
{
    return static_cast<int>((rows + blockRows - 1) / blockRows);
}

/// Numbers on a page's boundary, zero at first.
template <typename Real>
class AlignedArray {
public:
    AlignedArray() = default;
    explicit AlignedArray(std::size_t size)
        : m_data(static_cast<Real*>(::operator new(size * sizeof(Real), alignment))), m_size(size)
    {
        if (size * sizeof(Real) >= hugePage)  // Walks over features touch many pages; large ones spare the processor most.
            madvise(m_data.get(), size * sizeof(Real), MADV_HUGEPAGE);
        std::uninitialized_fill_n(m_data.get(), size, Real(0));
    }
    Real* data() { return m_data.get(); }
    const Real* data() const { return m_data.get(); }
    std::size_t size() const { return m_size; }

private:
    static constexpr std::size_t hugePage = std::size_t{2} << 20;
    static constexpr std::align_val_t alignment{4096};
    struct Free {
        void operator()(Real* data) const { ::operator delete(data, alignment); }
    };
    std::unique_ptr<Real, Free> m_data;
    std::size_t m_size = 0;
};

/// A number per row and output, in blocks of rows; inside a block one output after the other, so that the rows of an
/// output lie side by side in a vector register.
template <typename Real>
class RowTable {
public:
    RowTable() = default;
    RowTable(int blocks, int outputs)
        : m_numbers(static_cast<std::size_t>(blocks) * static_cast<std::size_t>(outputs) * blockRows), m_outputs(outputs)
    {
    }
    int outputs() const { return m_outputs; }
    bool empty() const { return m_numbers.size() == 0; }
    Real* block(int number) { return m_numbers.data() + offset(number); }
    const Real* block(int number) const { return m_numbers.data() + offset(number); }
    Real at(std::ptrdiff_t row, int output) const
    {
        return block(static_cast<int>(row / blockRows))[output * blockRows + row % blockRows];
    }

private:
    std::size_t offset(int number) const
    {
        return static_cast<std::size_t>(number) * static_cast<std::size_t>(m_outputs) * blockRows;
    }

    AlignedArray<Real> m_numbers;
    int m_outputs = 0;
};

}  // namespace sparsescope
