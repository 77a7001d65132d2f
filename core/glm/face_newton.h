// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "glm/local_model.h"

namespace sparsescope {

/// The loss and the ridge to second order around a point of the working set, with the true Hessian (float32 products).
class QuadraticModel {
public:
    /// `means` (of the loss at `centre`) and `working` must live as long as the model.
    QuadraticModel(const Problem& problem, double l2, const Pattern& working, WorkingPoint centre,
                   const RowTable<float>& means);

    const WorkingPoint& point() const { return m_point; }
    const Pattern& working() const { return m_working; }
    double l2() const { return m_l2; }

    /// Moves to other weights and biases; the gradient follows. Returns step'·Hessian·step.
    double moveTo(const Eigen::VectorXd& weights, const Eigen::VectorXd& bias);

    /// Hessian · direction, both per entry of `face`.
    void apply(const Pattern& face, const Eigen::VectorXf& direction, const Eigen::VectorXf& biasDirection,
               Eigen::VectorXf& image, Eigen::VectorXf& biasImage) const;
    /// Multiply-adds of one apply().
    double workOf(const Pattern& face) const { return 2.0 * face.size() * m_problem.matrix->rows(); }

private:
    PassResult curvaturePass(const Pattern& in, const Eigen::VectorXf& direction, const Eigen::VectorXf& biasDirection,
                             const Pattern& wanted) const;

    const Problem& m_problem;
    double m_l2;
    const Pattern& m_working;
    const RowTable<float>& m_means;
    WorkingPoint m_point;
};

/// Conjugate gradients on the model, restricted to the face of the point (non-zero weights with their signs, grouped:
/// non-zero features; and the biases), preconditioned by the local model, until the largest residual is below `target`.
/// Moves the model's point. Returns the number of products.
int minimiseOnFace(QuadraticModel& model, LocalModel& preconditioner, const Penalty& penalty, double target,
                   const Progress& progress);

}  // namespace sparsescope
