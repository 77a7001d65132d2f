// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/streamed_matrix.h"

#include "glm/memory_matrix.h"

#include <cmath>

namespace sparsescope {

using Eigen::Index;

StreamedMatrix::StreamedMatrix(FeatureRows rows, std::vector<int> kept, Standardization scale, double unit, int threads)
    : HostMatrix(threads), m_rows(std::move(rows)), m_kept(std::move(kept)), m_scale(std::move(scale)), m_unit(unit)
{
    Eigen::VectorXd squares = Eigen::VectorXd::Zero(columns());
    Buffer buffer;
    for (int number = 0; number < blocks(); ++number) {
        const float* x = block(number, buffer);
        squares += Eigen::Map<const Eigen::MatrixXf>(x, blockRows, columns()).colwise().squaredNorm().transpose().cast<double>();
    }
    m_largestNorm = columns() > 0 ? std::sqrt(squares.maxCoeff()) : 0.0;
}

const float* StreamedMatrix::block(int number, Buffer& buffer) const
{
    if (buffer.size() == 0)
        buffer = Buffer(m_kept.size() * blockRows);
    const Index first = static_cast<Index>(number) * blockRows;
    const Index count = std::min<Index>(blockRows, m_rows.rows() - first);
    standardizeBlock(m_rows, first, count, m_kept, m_scale, m_unit, buffer.data());
    m_rows.release(first, count);
    return buffer.data();
}

/// Rows are read one by one: a sample needs few of them.
void StreamedMatrix::gather(const Columns& columns, const RowSample& sample, Eigen::MatrixXf& out) const
{
    out.resize(sample.rootWeights.size(), static_cast<Index>(columns.size()));
    for (Index i = 0; i < out.rows(); ++i) {
        const int number = sample.rows[static_cast<std::size_t>(i)];
        const FeatureRows::Row row = m_rows.row(number);
        for (Index c = 0; c < out.cols(); ++c) {
            const int column = columns[static_cast<std::size_t>(c)];
            if (column == biasColumn) {
                out(i, c) = sample.rootWeights[i];
                continue;
            }
            const auto feature = static_cast<std::size_t>(m_kept[static_cast<std::size_t>(column)]);
            const double value = static_cast<double>(row[static_cast<Index>(feature)]) - m_scale.mean[feature];
            out(i, c) = sample.rootWeights[i] * static_cast<float>(value * (m_unit / m_scale.deviation[feature]));
        }
        m_rows.release(number, 1);
    }
}

std::unique_ptr<DesignMatrix> makeStreamedMatrix(const FeatureRows& rows, const std::vector<int>& kept,
                                                 const Standardization& scale, double unit, int threads)
{
    return std::make_unique<StreamedMatrix>(rows, kept, scale, unit, threads);
}

}  // namespace sparsescope
