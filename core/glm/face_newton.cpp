// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/face_newton.h"

#include <cmath>

namespace sparsescope {

using Eigen::Index;
using Eigen::VectorXd;
using Eigen::VectorXf;

namespace {

constexpr int iterationLimit = 60;
/// Share of the mean curvature that is added on the face: directions in which the model is flat (equal columns, a common
/// shift of balanced signs without a ridge) stay put instead of following float32's noise.
constexpr float firmness = 1e-6F;

/// The coordinates that are not zero, and where they are in the working pattern.
struct Face {
    Pattern pattern;
    std::vector<int> entries;

    Face(const Penalty& penalty, const Pattern& working, const VectorXd& weights)
    {
        const VectorXd norms = penalty.grouped ? columnNorms(working, weights) : VectorXd();
        for (int q = 0; q < working.outputs(); ++q) {
            for (int e = working.begin[static_cast<std::size_t>(q)]; e < working.begin[static_cast<std::size_t>(q) + 1]; ++e) {
                const int column = working.columns[static_cast<std::size_t>(e)];
                const bool free = penalty.allowedAt(column, q) == Allowed::Any;
                if (weights[e] == 0 && !(penalty.grouped && free && norms[column] > 0))
                    continue;
                pattern.columns.push_back(column);
                entries.push_back(e);
            }
            pattern.closeOutput();
        }
    }
};

/// The penalty on a face, to second order around the weights it is made from.
class FacePenalty {
public:
    FacePenalty(const Penalty& penalty, const Face& face, const VectorXd& weights)
        : m_penalty(penalty), m_pattern(face.pattern), m_weights(weights(face.entries))
    {
        if (!penalty.grouped)
            return;
        const VectorXd norms = columnNorms(m_pattern, m_weights);
        m_inverseNorm = (norms.array() > 0).select(1.0 / norms.array().max(1e-300), 0.0);
    }

    VectorXd gradient() const
    {
        if (!m_penalty.grouped)
            return m_penalty.l1 * m_weights.cwiseSign();
        VectorXd slopes(m_weights.size());
        for (Index e = 0; e < slopes.size(); ++e)
            slopes[e] = m_penalty.l1 * m_inverseNorm[column(e)] * m_weights[e];
        return slopes;
    }

    /// image += curvature·direction: l1/‖w‖·(I − ww'/‖w‖²) for a group, nothing otherwise.
    void addCurvature(const VectorXf& direction, VectorXf& image) const
    {
        if (!m_penalty.grouped)
            return;
        VectorXd along = VectorXd::Zero(m_inverseNorm.size());
        for (Index e = 0; e < direction.size(); ++e)
            along[column(e)] += m_weights[e] * static_cast<double>(direction[e]);
        for (Index e = 0; e < direction.size(); ++e) {
            const double inverse = m_inverseNorm[column(e)];
            const double across = static_cast<double>(direction[e]) - along[column(e)] * m_weights[e] * inverse * inverse;
            image[e] += static_cast<float>(m_penalty.l1 * inverse * across);
        }
    }

    /// The mean of that curvature over the outputs, per column.
    VectorXd meanCurvature() const { return m_penalty.l1 * (1.0 - 1.0 / m_pattern.outputs()) * m_inverseNorm; }

private:
    int column(Index entry) const { return m_pattern.columns[static_cast<std::size_t>(entry)]; }

    const Penalty& m_penalty;
    const Pattern& m_pattern;
    const VectorXd m_weights;
    VectorXd m_inverseNorm;  // Per column; 0 where it is not on the face.
};

double dot(const VectorXf& a, const VectorXf& aBias, const VectorXf& b, const VectorXf& bBias)
{
    return a.cast<double>().dot(b.cast<double>()) + aBias.cast<double>().dot(bBias.cast<double>());
}

double largest(const VectorXf& a, const VectorXf& bias)
{
    return std::max(a.size() > 0 ? a.cwiseAbs().maxCoeff() : 0.0F, bias.cwiseAbs().maxCoeff());
}

}  // namespace

QuadraticModel::QuadraticModel(const Problem& problem, double l2, const Pattern& working, WorkingPoint centre,
                               const RowTable<float>& means)
    : m_problem(problem), m_l2(l2), m_working(working), m_means(means), m_point(std::move(centre))
{
}

PassResult QuadraticModel::curvaturePass(const Pattern& in, const VectorXf& direction, const VectorXf& biasDirection,
                                         const Pattern& wanted) const
{
    const auto curve = [&](int block, float* table) {
        m_problem.response->applyCurvature(block, m_means.block(block), table);
    };
    return m_problem.matrix->pass(Pass<float>{in, direction.data(), biasDirection.data(), curve, wanted});
}

void QuadraticModel::apply(const Pattern& face, const VectorXf& direction, const VectorXf& biasDirection, VectorXf& image,
                           VectorXf& biasImage) const
{
    const PassResult product = curvaturePass(face, direction, biasDirection, face);
    image = product.gradient.cast<float>() + static_cast<float>(m_l2) * direction;
    biasImage = product.bias.cast<float>();
}

double QuadraticModel::moveTo(const VectorXd& weights, const VectorXd& bias)
{
    const VectorXd step = weights - m_point.weights;
    const VectorXd biasStep = bias - m_point.bias;
    Pattern moved;
    std::vector<float> steps;
    for (int q = 0; q < m_working.outputs(); ++q) {
        for (int e = m_working.begin[static_cast<std::size_t>(q)]; e < m_working.begin[static_cast<std::size_t>(q) + 1]; ++e)
            if (step[e] != 0) {
                moved.columns.push_back(m_working.columns[static_cast<std::size_t>(e)]);
                steps.push_back(static_cast<float>(step[e]));
            }
        moved.closeOutput();
    }
    const VectorXf direction = Eigen::Map<const VectorXf>(steps.data(), static_cast<Index>(steps.size()));
    const PassResult product = curvaturePass(moved, direction, biasStep.cast<float>(), m_working);
    const VectorXd image = product.gradient + m_l2 * step;
    m_point.weights = weights;
    m_point.bias = bias;
    m_point.gradient += image;
    m_point.biasGradient += product.bias;
    return step.dot(image) + biasStep.dot(product.bias);
}

int minimiseOnFace(QuadraticModel& model, LocalModel& preconditioner, const Penalty& penalty, double target,
                   const Progress& progress)
{
    const WorkingPoint& start = model.point();
    const Face face(penalty, model.working(), start.weights);
    const FacePenalty facePenalty(penalty, face, start.weights);
    VectorXf residual = -(VectorXd(start.gradient(face.entries)) + facePenalty.gradient()).cast<float>();
    VectorXf biasResidual = -start.biasGradient.cast<float>();
    if (largest(residual, biasResidual) <= target)
        return 0;
    preconditioner.factorise(face.pattern, model.l2(), facePenalty.meanCurvature());
    const float firm = firmness * preconditioner.meanCurvature();

    VectorXd moved = VectorXd::Zero(residual.size());
    VectorXd bias = start.bias;
    VectorXf image, product, direction, biasImage, biasProduct, biasDirection;
    preconditioner.precondition(face.pattern, residual, biasResidual, direction, biasDirection);
    double square = dot(residual, biasResidual, direction, biasDirection);
    int iteration = 0;
    while (iteration < iterationLimit && !progress.stopRequested()) {
        model.apply(face.pattern, direction, biasDirection, product, biasProduct);
        ++iteration;
        product += firm * direction;
        facePenalty.addCurvature(direction, product);
        const double curvature = dot(direction, biasDirection, product, biasProduct);
        if (!(curvature > 0) || !(square > 0))
            break;
        const double length = square / curvature;
        moved += length * direction.cast<double>();
        bias += length * biasDirection.cast<double>();
        residual -= static_cast<float>(length) * product;
        biasResidual -= static_cast<float>(length) * biasProduct;
        if (largest(residual, biasResidual) <= target)
            break;
        preconditioner.precondition(face.pattern, residual, biasResidual, image, biasImage);
        const double before = std::exchange(square, dot(residual, biasResidual, image, biasImage));
        direction = image + static_cast<float>(square / before) * direction;
        biasDirection = biasImage + static_cast<float>(square / before) * biasDirection;
    }
    preconditioner.addWork((iteration + 1) * model.workOf(face.pattern));
    VectorXd weights = start.weights;
    weights(face.entries) += moved;
    model.moveTo(weights, bias);
    return iteration;
}

}  // namespace sparsescope
