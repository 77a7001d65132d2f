// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <Eigen/Core>

namespace sparsescope {

/// l1·Σ|w| + ½·l2·Σw², or grouped: l1·Σ_j ‖W_j:‖₂ + ½·l2·Σw², for weights W (features × outputs).
struct Penalty {
    double l1 = 0;
    double l2 = 0;
    bool grouped = false;
    double unit = 1;  ///< What violations are told relative to: l1 where it is not 0.

    double value(const Eigen::MatrixXd& weights) const;

    /// Largest violation of the optimality conditions, relative to `unit`. `gradient` is that of the loss and the
    /// ridge: w ≠ 0: |g + l1·sign w|, w = 0: (|g| − l1)₊; grouped the same with norms over the outputs of a feature.
    double violation(const Eigen::MatrixXd& weights, const Eigen::MatrixXd& gradient) const;

    /// The part of it that belongs to weights (grouped: features) that are 0: whether something wants in.
    double violationOfZeros(const Eigen::MatrixXd& weights, const Eigen::MatrixXd& gradient) const;

    /// A softmax does not change when the weights of a feature all move by the same number. Moves each feature's to where
    /// the penalty is least: for |w| a kind of median, so that at least one of them becomes exactly 0; grouped the mean.
    void removeCommonShift(Eigen::MatrixXd& weights) const;

    /// The penalty's part of the dual objective, −Ω*(shrink·V), V the gradient of the loss alone; −∞ where infeasible.
    double dualValue(const Eigen::MatrixXd& lossGradient, double shrink) const;
    /// Largest |V_jq|, grouped largest ‖V_j:‖: the size that l1 is held against.
    double largestNorm(const Eigen::MatrixXd& lossGradient) const;

    /// The size of a feature's gradient that is held against l1: grouped its norm, else its largest entry.
    double featureSize(const Eigen::MatrixXd& gradient, Eigen::Index feature) const
    {
        return grouped ? gradient.row(feature).norm() : gradient.row(feature).cwiseAbs().maxCoeff();
    }
};

}  // namespace sparsescope
