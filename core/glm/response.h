// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

#include <functional>
#include <memory>

namespace sparsescope {

/// The family, seen by the solver: n rows, Q outputs (logits), row shares s_i ≥ 0 that add up to 1, loss Σ_i s_i·ℓ_i(z_i).
/// Two classes have one output, the logit of class 1 against class 0.
class Response {
public:
    virtual ~Response() = default;
    virtual int outputs() const = 0;

    /// From the margins (n × Q) the means (probabilities; for gaussian the margins) and the residuals ∂loss/∂z
    /// (n × Q, with the shares in them). Returns the loss.
    virtual double evaluate(const Eigen::MatrixXd& margins, Eigen::MatrixXd& means, Eigen::MatrixXd& residuals) const = 0;
    /// The Hessian of the loss in z applied to a direction (n × Q), in place.
    virtual void applyCurvature(const Eigen::MatrixXf& means, Eigen::MatrixXf& direction) const = 0;
    /// The diagonal of that Hessian for one output (n).
    virtual Eigen::VectorXd curvature(const Eigen::MatrixXd& means, int output) const = 0;
    /// The dual objective without the penalty's part, −Σ s_i ℓ_i*(shrink·θ_i) with θ the residuals, as a function of
    /// shrink: what does not depend on it is computed once.
    virtual std::function<double(double)> dual(const Eigen::MatrixXd& means) const = 0;
    /// The best biases where all weights are 0.
    virtual Eigen::VectorXd nullBias() const = 0;
    /// Every row is on its right side: no finite optimum without a penalty.
    virtual bool separated(const Eigen::MatrixXd& margins) const = 0;
};

/// `shares` add up to 1. Labels are checked; classes ≥ 2. Two classes give the logistic response.
std::unique_ptr<Response> makeClassResponse(const Labels& labels, int classes, Eigen::VectorXd shares, int threads);
std::unique_ptr<Response> makeGaussianResponse(Eigen::VectorXd targets, Eigen::VectorXd shares);

}  // namespace sparsescope
