// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/pattern.h"
#include "glm/row_table.h"

#include <Eigen/Core>

#include <functional>

namespace sparsescope {

/// Stands in a column list for a column of ones, the bias.
inline constexpr int biasColumn = -1;

/// Rows with the square roots of their weights, ascending; a row may occur more than once.
struct RowSample {
    std::vector<int> rows;
    Eigen::VectorXf rootWeights;
};

/// One walk over the rows, block by block: margins Z = X·W + b, `work` turns a block of Z into a block of a table T, and
/// Xᵀ·T is gathered where it is wanted. Q outputs throughout.
template <typename Real>
struct Pass {
    const Pattern& pattern;        ///< Where W has entries.
    const Real* weights = nullptr; ///< Per entry of it.
    const Real* bias = nullptr;    ///< Q
    /// Z of a block becomes T, in place (layout: RowTable). Blocks may come from several threads at a time.
    std::function<void(int block, Real* table)> work;
    const Pattern& wanted;         ///< Entries of Xᵀ·T to compute in Real; sums over blocks are in double.
    bool everywhere = false;       ///< All of Xᵀ·T too, with products in float32.
};

struct PassResult {
    Eigen::VectorXd gradient;    ///< Per entry of `wanted`.
    Eigen::VectorXd bias;        ///< Q: sums of T over the rows, in double.
    Eigen::MatrixXd everywhere;  ///< d × Q, if asked for.
};

/// All that the path solver asks of the standardised features (n rows × d columns). The algorithm is written once on top
/// of it; where the numbers lie (memory, mapped shards, a device) is the implementation's affair.
class DesignMatrix {
public:
    virtual ~DesignMatrix() = default;
    virtual int rows() const = 0;
    virtual int columns() const = 0;
    int blocks() const { return blocksFor(rows()); }

    virtual PassResult pass(const Pass<float>& pass) const = 0;
    /// What certificates rest on.
    virtual PassResult pass(const Pass<double>& pass) const = 0;

    /// out (|left| × |right|) = X[sample, left]ᵀ diag(weights) X[sample, right], in float32. biasColumn is allowed.
    virtual void gram(const Columns& left, const Columns& right, const RowSample& sample, Eigen::MatrixXf& out) const = 0;

    /// The largest Euclidean norm of a column: bounds the rounding of what is computed in float32.
    virtual double largestColumnNorm() const = 0;
};

}  // namespace sparsescope
