// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/problem.h"

namespace sparsescope {

/// Everything about one point, from its non-zero weights and its biases alone, so that a point read back from disk gives
/// the same bits.
///
/// All that decides a certificate is computed in double: margins, loss, residuals, and the gradient of every coordinate
/// that has a weight or whose gradient comes near l1. Which those are is found in float32 with a bound on its rounding:
/// a coordinate that is left out provably neither violates its condition nor counts in the gap.
struct CertifiedPoint {
    Certificate certificate;
    RowTable<double> margins;
    Eigen::MatrixXd gradient;    ///< d × Q, of the loss and the ridge; of coordinates at 0 the effective part.
    double biasViolation = 0;    ///< Relative to the penalty's unit.
    bool separated = false;      ///< Every row is on its right side.
};

/// The non-zero coordinates of d × Q weights, and their values.
Pattern patternOf(const Eigen::MatrixXd& weights, std::vector<double>& values);

/// First makes the biases exactly right for the weights (Newton; needed for a feasible dual point, and it only lowers
/// the objective), then measures objective, KKT violation and duality gap over all features.
CertifiedPoint certify(const Problem& problem, const Penalty& penalty, Coefficients& coefficients, double tolerance);
/// The same without touching the biases.
CertifiedPoint measure(const Problem& problem, const Penalty& penalty, const Coefficients& coefficients, double tolerance);

}  // namespace sparsescope
