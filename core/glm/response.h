// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"
#include "glm/row_table.h"

#include <memory>

namespace sparsescope {

/// Two numbers a row (filled up to whole blocks) from which the dual objective follows for every shrinkage.
struct DualTerms {
    AlignedArray<double> first, second;
    explicit DualTerms(int blocks)
        : first(static_cast<std::size_t>(blocks) * blockRows), second(static_cast<std::size_t>(blocks) * blockRows)
    {
    }
};

/// The family, seen by the solver: n rows, Q outputs (logits), row shares s_i ≥ 0 that add up to 1, loss Σ_i s_i·ℓ_i(z_i).
/// Two classes have one output, the logit of class 1 against class 0. Works on blocks of rows (layout: RowTable).
class Response {
public:
    virtual ~Response() = default;
    virtual int outputs() const = 0;
    virtual int rows() const = 0;

    /// Margins of a block become residuals ∂loss/∂z (the shares in them); `means` the probabilities (gaussian: the
    /// margins). Returns the block's loss.
    virtual double evaluate(int block, float* table, float* means) const = 0;
    /// `dual`: what dual() needs of these rows, or null.
    virtual double evaluate(int block, double* table, double* means, DualTerms* dual = nullptr) const = 0;
    /// The Hessian of the loss in z applied to a direction, in place.
    virtual void applyCurvature(int block, const float* means, float* table) const = 0;
    /// hessian (Q × Q) += the block's part of the Hessian in the biases.
    virtual void addBiasCurvature(int block, const double* means, Eigen::MatrixXd& hessian) const = 0;
    /// The diagonal of the Hessian in z for one output (n).
    virtual Eigen::VectorXd curvature(const RowTable<float>& means, int output) const = 0;
    /// The dual objective without the penalty's part, −Σ s_i ℓ_i*(shrink·θ_i) with θ the residuals.
    virtual double dual(const DualTerms& terms, double shrink) const = 0;
    /// The best biases where all weights are 0.
    virtual Eigen::VectorXd nullBias() const = 0;
    /// Every row of the block is on its right side; if all are, there is no finite optimum without a penalty.
    virtual bool separated(int block, const double* means) const = 0;
};

/// `shares` add up to 1. Labels are checked; classes ≥ 2. Two classes give the logistic response.
std::unique_ptr<Response> makeClassResponse(const Labels& labels, int classes, const Eigen::VectorXd& shares);
std::unique_ptr<Response> makeGaussianResponse(const Eigen::VectorXd& targets, const Eigen::VectorXd& shares);

}  // namespace sparsescope
