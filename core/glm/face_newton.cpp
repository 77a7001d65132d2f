// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/face_newton.h"

#include <cmath>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;
using Eigen::VectorXf;

namespace {

constexpr int iterationLimit = 60;
/// Share of the mean curvature that is added on the face: directions in which the model is flat (equal columns, a common
/// shift of balanced signs without a ridge) stay put instead of following float32's noise.
constexpr float firmness = 1e-6F;

/// The penalty on a face, to second order around the weights it is made from.
class FacePenalty {
public:
    FacePenalty(const Penalty& penalty, const MatrixXd& weights) : m_penalty(penalty), m_weights(weights)
    {
        m_perNorm = VectorXd::Zero(weights.rows());
        if (!penalty.grouped)
            return;
        for (Index j = 0; j < weights.rows(); ++j)
            if (const double norm = weights.row(j).norm(); norm > 0)
                m_perNorm[j] = penalty.l1 / norm;
    }

    MatrixXd gradient() const
    {
        if (m_penalty.grouped)
            return m_perNorm.asDiagonal() * m_weights;
        return m_penalty.l1 * m_weights.cwiseSign();
    }

    /// image += curvature·direction: l1/‖w‖·(I − ww'/‖w‖²) for a group, nothing otherwise.
    void addCurvature(const MatrixXf& direction, MatrixXf& image) const
    {
        if (!m_penalty.grouped)
            return;
        for (Index j = 0; j < direction.rows(); ++j) {
            if (m_perNorm[j] == 0)
                continue;
            const Eigen::RowVectorXf unit = m_weights.row(j).normalized().cast<float>();
            const float along = unit.dot(direction.row(j));
            image.row(j) += static_cast<float>(m_perNorm[j]) * (direction.row(j) - along * unit);
        }
    }

    /// The mean of that curvature over the outputs, per feature.
    VectorXd meanCurvature() const
    {
        return m_perNorm * (1.0 - 1.0 / static_cast<double>(m_weights.cols()));
    }

private:
    const Penalty& m_penalty;
    const MatrixXd m_weights;
    VectorXd m_perNorm;
};

/// 1 on the face, 0 off it.
MatrixXf faceMask(const Penalty& penalty, const MatrixXd& weights)
{
    MatrixXf mask = (weights.array() != 0).cast<float>();
    if (penalty.grouped)
        mask.colwise() = mask.rowwise().maxCoeff().eval();
    return mask;
}

double dot(const MatrixXf& a, const VectorXf& aBias, const MatrixXf& b, const VectorXf& bBias)
{
    return a.cast<double>().cwiseProduct(b.cast<double>()).sum() + aBias.cast<double>().dot(bBias.cast<double>());
}

double largest(const MatrixXf& a, const VectorXf& bias)
{
    return std::max(a.size() > 0 ? a.cwiseAbs().maxCoeff() : 0.0F, bias.cwiseAbs().maxCoeff());
}

}  // namespace

QuadraticModel::QuadraticModel(const Problem& problem, const Penalty& penalty, const WorkingPoint& centre,
                               const MatrixXd& means)
    : m_problem(problem), m_penalty(penalty), m_means(means.cast<float>()), m_point(centre)
{
}

void QuadraticModel::apply(const MatrixXf& direction, const VectorXf& biasDirection, MatrixXf& image,
                           VectorXf& biasImage) const
{
    MatrixXf margins;
    m_problem.matrix->pinnedMargins(direction, margins);
    margins.rowwise() += biasDirection.transpose();
    m_problem.response->applyCurvature(m_means, margins);
    m_problem.matrix->pinnedGradient(margins, image);
    image += static_cast<float>(m_penalty.l2) * direction;
    biasImage = margins.colwise().sum().transpose();
}

double QuadraticModel::moveTo(const Coefficients& at)
{
    const MatrixXf step = (at.weights - m_point.at.weights).cast<float>();
    const VectorXf biasStep = (at.bias - m_point.at.bias).cast<float>();
    MatrixXf image;
    VectorXf biasImage;
    apply(step, biasStep, image, biasImage);
    m_point.at = at;
    m_point.gradient += image.cast<double>();
    m_point.biasGradient += biasImage.cast<double>();
    return dot(step, biasStep, image, biasImage);
}

void minimiseOnFace(QuadraticModel& model, LocalModel& preconditioner, const Penalty& penalty, double target,
                    const Progress& progress)
{
    WorkingPoint& point = model.point();
    const FacePenalty facePenalty(penalty, point.at.weights);
    const MatrixXf mask = faceMask(penalty, point.at.weights);
    MatrixXf residual = -(point.gradient + facePenalty.gradient()).cast<float>().cwiseProduct(mask);
    VectorXf biasResidual = -point.biasGradient.cast<float>();
    if (largest(residual, biasResidual) <= target)
        return;
    preconditioner.factorise(point.at.weights, facePenalty.meanCurvature());
    const float firm = firmness * preconditioner.meanCurvature();

    MatrixXf image, product, direction;
    VectorXf biasImage, biasProduct, biasDirection;
    preconditioner.precondition(residual, biasResidual, direction, biasDirection);
    double square = dot(residual, biasResidual, direction, biasDirection);
    for (int iteration = 0; iteration < iterationLimit && !progress.stopRequested(); ++iteration) {
        model.apply(direction, biasDirection, product, biasProduct);
        MatrixXf faceProduct = product + firm * direction;
        facePenalty.addCurvature(direction, faceProduct);
        const double curvature = dot(direction, biasDirection, faceProduct, biasProduct);
        if (!(curvature > 0) || !(square > 0))
            return;
        const double length = square / curvature;
        point.at.weights += length * direction.cast<double>();
        point.at.bias += length * biasDirection.cast<double>();
        point.gradient += length * product.cast<double>();
        point.biasGradient += length * biasProduct.cast<double>();
        residual -= static_cast<float>(length) * faceProduct.cwiseProduct(mask);
        biasResidual -= static_cast<float>(length) * biasProduct;
        if (largest(residual, biasResidual) <= target)
            return;
        preconditioner.precondition(residual, biasResidual, image, biasImage);
        const double before = std::exchange(square, dot(residual, biasResidual, image, biasImage));
        direction = image + static_cast<float>(square / before) * direction;
        biasDirection = biasImage + static_cast<float>(square / before) * biasDirection;
    }
}

}  // namespace sparsescope
