// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/problem.h"

namespace sparsescope {

/// What is known about one point.
struct CertifiedPoint {
    Certificate certificate;
    /// d × Q, of the loss and the ridge. Of a coordinate at 0 whose condition provably holds it may be a bound on the size
    /// of the gradient instead.
    Eigen::MatrixXd gradient;
    double biasViolation = 0;    ///< Relative to the penalty's unit.
};

/// Certifies points of a problem, one after the other.
///
/// All that decides a certificate is computed in double: margins, loss, residuals, and the gradient of every coordinate
/// that has a weight or whose gradient comes near l1. That the others neither violate their condition nor count in the gap
/// is proven, by one of two bounds: on the rounding of a gradient computed in float32, or, for a coordinate whose gradient
/// was computed at an earlier point, |g| ≤ |g₀| + ‖x‖·‖r − r₀‖ with the residuals then and now (the sphere test of safe
/// screening, El Ghaoui et al. 2012).
class Certifier {
public:
    explicit Certifier(const Problem& problem);

    /// First makes the biases exactly right for the weights (Newton; needed for a feasible dual point, and it only lowers
    /// the objective), then measures objective, KKT violation and duality gap over all features.
    CertifiedPoint certify(const Penalty& penalty, Coefficients& coefficients, double tolerance);
    /// The same without touching the biases, and without a look at earlier points: from the point alone, so that one
    /// read back from disk gives the same bits.
    CertifiedPoint measure(const Penalty& penalty, const Coefficients& coefficients, double tolerance);

    /// At the point looked at last.
    const RowTable<double>& margins() const { return m_margins; }

private:
    struct Sums {
        double loss = 0;
        Eigen::VectorXd biasGradient;  // Q
        Eigen::MatrixXd biasHessian;   // Q × Q, if asked for
    };
    Sums sumsAt(const Eigen::VectorXd& shift, bool withHessian) const;
    void computeMargins(const Coefficients& coefficients);
    void centreBias(Eigen::VectorXd& bias);
    CertifiedPoint certifyMargins(const Penalty& penalty, const Coefficients& coefficients, double tolerance);
    Sums computeResiduals(DualTerms& terms);
    PassResult residualPass(const Pattern& wanted, bool everywhere) const;
    Eigen::MatrixXd lossGradient(const Penalty& penalty, const Eigen::MatrixXd& weights);
    Eigen::MatrixXd boundFromReference() const;
    void renewReference();
    void fill(const Pattern& exact, Eigen::MatrixXd& gradient) const;
    Eigen::VectorXd floatError() const;

    const Problem& m_problem;
    RowTable<double> m_margins, m_residuals;
    Eigen::MatrixXd m_reference;              // d × Q: |gradient| and what it can be off by; empty: none yet.
    RowTable<float> m_referenceResiduals;
};

/// The non-zero coordinates of d × Q weights, and their values.
Pattern patternOf(const Eigen::MatrixXd& weights, std::vector<double>& values);

}  // namespace sparsescope
