// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/memory_matrix.h"

#include "base/parallel.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

using Eigen::Index;

namespace {

double largestNorm(const float* numbers, int blocks, int columns)
{
    double largest = 0;
    for (int c = 0; c < columns; ++c) {
        double squares = 0;
        for (int b = 0; b < blocks; ++b) {
            const std::ptrdiff_t at = (static_cast<std::ptrdiff_t>(b) * columns + c) * blockRows;
            squares += static_cast<double>(Eigen::Map<const Eigen::VectorXf>(numbers + at, blockRows).squaredNorm());
        }
        largest = std::max(largest, squares);
    }
    return std::sqrt(largest);
}

}  // namespace

void standardizeBlock(const FeatureRows& rows, Index first, Index count, const std::vector<int>& kept,
                      const Standardization& scale, double unit, float* block)
{
    constexpr Index tile = 16;  // Rows read at a time, so that both sides of the transposition stay in cache.
    std::fill_n(block, static_cast<std::size_t>(blockRows) * kept.size(), 0.0F);
    for (Index begin = 0; begin < count; begin += tile) {
        const Index end = std::min(begin + tile, count);
        const float* from[tile];
        for (Index i = begin; i < end; ++i)
            from[i - begin] = rows.row(first + i).data();
        for (std::size_t c = 0; c < kept.size(); ++c) {
            const double mean = scale.mean[static_cast<std::size_t>(kept[c])];
            const double factor = unit / scale.deviation[static_cast<std::size_t>(kept[c])];
            float* to = block + c * blockRows;
            for (Index i = begin; i < end; ++i)
                to[i] = static_cast<float>((static_cast<double>(from[i - begin][kept[c]]) - mean) * factor);
        }
    }
}

MemoryMatrix::MemoryMatrix(const FeatureRows& rows, const std::vector<int>& kept, const Standardization& scale, double unit,
                           int threads)
    : HostMatrix(threads), m_rows(static_cast<int>(rows.rows())), m_columnCount(static_cast<int>(kept.size())),
      m_numbers(static_cast<std::size_t>(blocksFor(rows.rows())) * blockRows * kept.size())
{
    parallelFor(static_cast<std::size_t>(blocks()), threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t b = begin; b < end; ++b) {
            const auto first = static_cast<Index>(b) * blockRows;
            const Index count = std::min<Index>(blockRows, rows.rows() - first);
            standardizeBlock(rows, first, count, kept, scale, unit, m_numbers.data() + b * blockSize());
            rows.release(first, count);
        }
    });
    m_largestNorm = largestNorm(m_numbers.data(), blocks(), m_columnCount);
}

}  // namespace sparsescope
