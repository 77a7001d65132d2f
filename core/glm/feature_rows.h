// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/matrix.h"

#include <algorithm>
#include <functional>

namespace sparsescope {

/// n rows × d columns of float32 that lie elsewhere, in one piece or in several, each row in one: a matrix in memory, or
/// mapped shards. What they lie in must outlive this.
class FeatureRows {
public:
    struct Part {
        const float* first = nullptr;
        Eigen::Index rows = 0;
        Eigen::Index stride = 0;  ///< Numbers from a row to the next.
    };
    using Row = Eigen::Map<const Eigen::RowVectorXf>;
    /// Told that the rows first … first + count − 1 will not be read for a while.
    using Release = std::function<void(Eigen::Index first, Eigen::Index count)>;

    FeatureRows(const FeatureMatrix& matrix) : FeatureRows({{matrix.data(), matrix.rows(), matrix.cols()}}, matrix.cols()) {}
    FeatureRows(const Eigen::Map<const FeatureMatrix>& matrix)
        : FeatureRows({{matrix.data(), matrix.rows(), matrix.cols()}}, matrix.cols())
    {
    }
    FeatureRows(const FeatureMatrixRef& matrix)
        : FeatureRows({{matrix.data(), matrix.rows(), matrix.outerStride()}}, matrix.cols())
    {
    }
    FeatureRows(const std::vector<Part>& parts, Eigen::Index columns, Release release = {})
        : m_columns(columns), m_release(std::move(release))
    {
        for (const Part& part : parts) {
            m_parts.push_back(part);
            m_ends.push_back((m_ends.empty() ? 0 : m_ends.back()) + part.rows);
        }
    }

    Eigen::Index rows() const { return m_ends.empty() ? 0 : m_ends.back(); }
    Eigen::Index cols() const { return m_columns; }
    Row row(Eigen::Index i) const
    {
        const auto after = std::upper_bound(m_ends.begin(), m_ends.end(), i) - m_ends.begin();
        const Part& part = m_parts[static_cast<std::size_t>(after)];
        const Eigen::Index within = i - (m_ends[static_cast<std::size_t>(after)] - part.rows);
        return {part.first + within * part.stride, m_columns};
    }
    /// All of it in double, for small ones.
    Eigen::MatrixXd toDense() const
    {
        Eigen::MatrixXd dense(rows(), cols());
        for (Eigen::Index i = 0; i < rows(); ++i)
            dense.row(i) = row(i).cast<double>();
        return dense;
    }
    float operator()(Eigen::Index i, Eigen::Index j) const { return row(i)[j]; }
    void release(Eigen::Index first, Eigen::Index count) const
    {
        if (m_release)
            m_release(first, count);
    }

private:
    std::vector<Part> m_parts;
    std::vector<Eigen::Index> m_ends;  // Rows up to and with each part.
    Eigen::Index m_columns = 0;
    Release m_release;
};

}  // namespace sparsescope
