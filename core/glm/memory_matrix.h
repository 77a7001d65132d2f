// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/design_matrix.h"
#include "glm/sparse_head.h"

namespace sparsescope {

/// A standardised float32 copy of chosen columns, column after column, with products by BLAS. Takes as much memory as
/// the copied columns, and up to half as much again for the pinned ones.
class MemoryMatrix final : public DesignMatrix {
public:
    /// Column c holds (rows[:, kept[c]] − mean) / deviation · unit. `unit` is a power of two (exact).
    MemoryMatrix(FeatureMatrixRef rows, const std::vector<int>& kept, const Standardization& scale, double unit,
                 int threads);

    int rows() const override { return static_cast<int>(m_columns.rows()); }
    int columns() const override { return static_cast<int>(m_columns.cols()); }
    void margins(const Columns& columns, const Eigen::MatrixXd& weights, Eigen::MatrixXd& out) const override;
    void gradient(const Columns& columns, const Eigen::MatrixXd& table, Eigen::MatrixXd& out) const override;
    void pin(const Columns& columns) override;
    void pinnedMargins(const Eigen::MatrixXf& weights, Eigen::MatrixXf& out) const override;
    void pinnedGradient(const Eigen::MatrixXf& table, Eigen::MatrixXf& out) const override;
    void gram(const Columns& left, const Columns& right, const RowSample& sample, Eigen::MatrixXf& out) const override;

private:
    bool pinnedIsAll() const { return m_pinnedCount == columns(); }
    const Eigen::MatrixXf& pinned() const { return pinnedIsAll() ? m_columns : m_pinned; }
    Eigen::MatrixXf gather(const Columns& columns, const RowSample& sample) const;

    Eigen::MatrixXf m_columns;  // n × d
    Eigen::MatrixXf m_pinned;   // n × |pinned|, empty where all columns are pinned in order
    int m_pinnedCount = 0;
    int m_threads = 1;
};

}  // namespace sparsescope
