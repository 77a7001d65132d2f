// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/pattern.h"

#include <Eigen/Core>

namespace sparsescope {

/// What a person has ruled out, per coordinate (columns × outputs): a sign that is forced, or no weight at all.
enum class Allowed : signed char { Any = 0, Positive = 1, Negative = -1, Nothing = 2 };

/// Empty: everything is allowed.
using AllowedTable = Eigen::Matrix<Allowed, Eigen::Dynamic, Eigen::Dynamic>;

/// l1·Σ|w| + ½·l2·Σw², or grouped: l1·Σ_j ‖W_j:‖₂ + ½·l2·Σw², under the signs that are forced. Weights and gradients are
/// numbers per entry of a pattern; a gradient is that of the loss and the ridge. A grouped pattern holds a feature's
/// outputs together or not at all (but for coordinates at which nothing is allowed, which are in no pattern).
struct Penalty {
    double l1 = 0;
    double l2 = 0;
    bool grouped = false;
    double unit = 1;                        ///< What violations are told relative to: l1 where it is not 0.
    const AllowedTable* allowed = nullptr;  ///< Must outlive the penalty.

    Allowed allowedAt(int column, int output) const
    {
        return allowed && allowed->size() > 0 ? (*allowed)(column, output) : Allowed::Any;
    }
    /// The nearest weight that is allowed.
    double permitted(double weight, Allowed what) const;
    /// The part of a zero weight's gradient that could move it: 0 where that direction is not allowed.
    double effective(double gradient, Allowed what) const;
    /// The same for all coordinates (columns × outputs).
    void makeEffective(Eigen::MatrixXd& gradient) const;

    double value(const Pattern& pattern, const Eigen::VectorXd& weights) const;

    /// Largest violation of the optimality conditions, relative to `unit`. w ≠ 0: |g + l1·sign w|, w = 0: (|g| − l1)₊
    /// with the effective g; grouped the same with norms over the outputs of a feature. Infinite where a weight has a
    /// sign that is not allowed.
    double violation(const Pattern& pattern, const Eigen::VectorXd& weights, const Eigen::VectorXd& gradient) const;

    /// The part of it that belongs to weights (grouped: features) that are 0: whether something wants in.
    double violationOfZeros(const Pattern& pattern, const Eigen::VectorXd& weights, const Eigen::VectorXd& gradient) const;

    /// A softmax does not change when the weights of a feature all move by the same number. Moves each feature's (columns
    /// × outputs) to where the penalty is least: for |w| a kind of median, so that at least one of them becomes exactly
    /// 0; grouped the mean. Features with a coordinate at which not everything is allowed stay.
    void removeCommonShift(Eigen::MatrixXd& weights) const;

    /// The penalty's part of the dual objective, −Ω*(shrink·V), V the effective gradient of the loss alone (columns ×
    /// outputs); −∞ where infeasible.
    double dualValue(const Eigen::MatrixXd& lossGradient, double shrink) const;
    /// Largest |V_jq|, grouped largest ‖V_j:‖: the size that l1 is held against.
    double largestNorm(const Eigen::MatrixXd& lossGradient) const;

    /// The size of a coordinate's gradient that is held against l1: grouped its feature's norm.
    double coordinateSize(const Eigen::MatrixXd& gradient, Eigen::Index feature, Eigen::Index output) const
    {
        return grouped ? gradient.row(feature).norm() : std::abs(gradient(feature, output));
    }
};

/// Per column the Euclidean norm of its entries (columns that are not in the pattern have 0).
Eigen::VectorXd columnNorms(const Pattern& pattern, const Eigen::VectorXd& values);

}  // namespace sparsescope
