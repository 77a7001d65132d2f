// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/host_matrix.h"
#include "glm/path.h"

namespace sparsescope {

/// Standardised float32 features in memory, copied once from the given rows.
class MemoryMatrix final : public HostMatrix {
public:
    /// Column c is (rows[:, kept[c]] − mean) / deviation · unit.
    MemoryMatrix(const FeatureRows& rows, const std::vector<int>& kept, const Standardization& scale, double unit, int threads);

    int rows() const override { return m_rows; }
    int columns() const override { return m_columnCount; }
    double largestColumnNorm() const override { return m_largestNorm; }

private:
    const float* block(int number, Buffer&) const override
    {
        return m_numbers.data() + static_cast<std::size_t>(number) * blockSize();
    }
    std::size_t blockSize() const { return static_cast<std::size_t>(m_columnCount) * blockRows; }

    int m_rows;
    int m_columnCount;
    AlignedArray<float> m_numbers;
    double m_largestNorm = 0;
};

/// Standardises `count` ≤ blockRows rows from `first` on into a block; what is behind them becomes 0.
void standardizeBlock(const FeatureRows& rows, Eigen::Index first, Eigen::Index count, const std::vector<int>& kept,
                      const Standardization& scale, double unit, float* block);

}  // namespace sparsescope
