// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/host_matrix.h"
#include "glm/path.h"

namespace sparsescope {

/// Features that stay where they are (mapped shards, larger than memory) and are standardised block by block on every
/// pass: one walk over them for each, a block for each thread in memory.
class StreamedMatrix final : public HostMatrix {
public:
    /// As MemoryMatrix. The rows must outlive the matrix.
    StreamedMatrix(FeatureRows rows, std::vector<int> kept, Standardization scale, double unit, int threads);

    int rows() const override { return static_cast<int>(m_rows.rows()); }
    int columns() const override { return static_cast<int>(m_kept.size()); }
    double largestColumnNorm() const override { return m_largestNorm; }

protected:
    void gather(const Columns& columns, const RowSample& sample, Eigen::MatrixXf& out) const override;

private:
    const float* block(int number, Buffer& buffer) const override;

    FeatureRows m_rows;
    std::vector<int> m_kept;
    Standardization m_scale;
    double m_unit;
    double m_largestNorm = 0;
};

/// For GlmData::matrix.
std::unique_ptr<DesignMatrix> makeStreamedMatrix(const FeatureRows& rows, const std::vector<int>& kept,
                                                 const Standardization& scale, double unit, int threads);

}  // namespace sparsescope
