// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/local_model.h"

namespace sparsescope {

/// The true second-order model of the loss around a point: gradient there and Hessian–vector products. Keeps the model's
/// gradient up to date as the step grows.
class QuadraticModel {
public:
    QuadraticModel(const Problem& problem, const Penalty& penalty, const WorkingPoint& centre, const Eigen::MatrixXd& means);

    /// image = Hessian·direction (ridge included), by two float32 products.
    void apply(const Eigen::MatrixXf& direction, const Eigen::VectorXf& biasDirection, Eigen::MatrixXf& image,
               Eigen::VectorXf& biasImage) const;
    /// Moves to `at`: one Hessian product. Returns step'·Hessian·step.
    double moveTo(const Coefficients& at);

    const WorkingPoint& point() const { return m_point; }
    WorkingPoint& point() { return m_point; }

private:
    const Problem& m_problem;
    const Penalty& m_penalty;
    Eigen::MatrixXf m_means;
    WorkingPoint m_point;
};

/// Preconditioned conjugate gradients on the model over the face of the point: the non-zero weights with their signs
/// (grouped: the features that are not zero) and the biases. Stops when the largest residual is below `target` or when
/// a stop is asked for. Weights may cross zero on the way; the caller puts that right.
void minimiseOnFace(QuadraticModel& model, LocalModel& preconditioner, const Penalty& penalty, double target,
                    const Progress& progress);

}  // namespace sparsescope
