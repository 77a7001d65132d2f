// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <Eigen/Core>

#include <vector>

namespace sparsescope {

/// Column numbers of the design matrix, in any order.
using Columns = std::vector<int>;

/// Stands in a column list for a column of ones, the bias.
inline constexpr int biasColumn = -1;

/// Rows with the square roots of their weights; a row may occur more than once.
struct RowSample {
    std::vector<int> rows;
    Eigen::VectorXf rootWeights;
};

/// All that the path solver asks of the standardised features (n rows × d columns). The algorithm is written once on top
/// of it; where the numbers lie (memory, mapped shards, a device) is the implementation's affair.
class DesignMatrix {
public:
    virtual ~DesignMatrix() = default;
    virtual int rows() const = 0;
    virtual int columns() const = 0;

    /// out (n × Q) = X[:, columns] · weights (|columns| × Q), in double.
    virtual void margins(const Columns& columns, const Eigen::MatrixXd& weights, Eigen::MatrixXd& out) const = 0;
    /// out (|columns| × Q) = X[:, columns]ᵀ · table (n × Q), in double: what certificates rest on.
    virtual void gradient(const Columns& columns, const Eigen::MatrixXd& table, Eigen::MatrixXd& out) const = 0;

    /// Chooses the columns that the float32 products below work on; they may be copied side by side.
    virtual void pin(const Columns& columns) = 0;
    /// The same two products in float32 on the pinned columns: Hessian–vector products, which need no more.
    virtual void pinnedMargins(const Eigen::MatrixXf& weights, Eigen::MatrixXf& out) const = 0;
    virtual void pinnedGradient(const Eigen::MatrixXf& table, Eigen::MatrixXf& out) const = 0;

    /// out (|left| × |right|) = X[sample, left]ᵀ diag(weights) X[sample, right], in float32. biasColumn is allowed.
    virtual void gram(const Columns& left, const Columns& right, const RowSample& sample, Eigen::MatrixXf& out) const = 0;
};

}  // namespace sparsescope
