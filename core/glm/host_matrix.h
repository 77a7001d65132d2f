// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/design_matrix.h"

namespace sparsescope {

/// A design matrix whose blocks (blockRows numbers of column 0, then of column 1, …; standardised float32) can be had one
/// at a time: all the work on them is here, where they come from is left to the two that derive from it.
class HostMatrix : public DesignMatrix {
public:
    PassResult pass(const Pass<float>& pass) const override { return run(pass); }
    PassResult pass(const Pass<double>& pass) const override { return run(pass); }
    void gram(const Columns& left, const Columns& right, const RowSample& sample, Eigen::MatrixXf& out) const override;

protected:
    explicit HostMatrix(int threads) : m_threads(threads) {}

    /// Holds a block for one thread where blocks are made on the fly.
    using Buffer = AlignedArray<float>;
    virtual const float* block(int number, Buffer& buffer) const = 0;
    /// One number per sampled row, for matrices that can fetch single columns cheaper than whole blocks.
    virtual void gather(const Columns& columns, const RowSample& sample, Eigen::MatrixXf& out) const;

private:
    template <typename Real>
    PassResult run(const Pass<Real>& pass) const;
    template <typename Real>
    struct Walk;
    template <typename Real>
    void walk(const Walk<Real>& walk, int first, int last, PassResult& sums) const;

    int m_threads;
};

}  // namespace sparsescope
