// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/problem.h"

namespace sparsescope {

/// Everything about one point, computed in double over all features from its non-zero weights alone, so that a point
/// read back from disk gives the same bits.
struct CertifiedPoint {
    Certificate certificate;
    Eigen::MatrixXd margins;     ///< n × Q
    Eigen::MatrixXd gradient;    ///< d × Q, of the loss and the ridge.
    double biasViolation = 0;    ///< Relative to the penalty's unit.
};

/// Margins (n × Q) of the coefficients, from the features in use.
Eigen::MatrixXd marginsOf(const Problem& problem, const Coefficients& coefficients);

/// First makes the biases exactly right for the weights (Newton; needed for a feasible dual point, and it only lowers
/// the objective), then measures objective, KKT violation and duality gap over all features.
CertifiedPoint certify(const Problem& problem, const Penalty& penalty, Coefficients& coefficients, double tolerance);
/// The same without touching the biases.
CertifiedPoint measure(const Problem& problem, const Penalty& penalty, const Coefficients& coefficients, double tolerance);

}  // namespace sparsescope
