// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/local_model.h"

#include "base/parallel.h"
#include "glm/blas.h"
#include "glm/row_sample.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;
using Eigen::VectorXf;

namespace {

constexpr int sweepLimit = 60;        // Full sweeps of coordinate descent.
constexpr int innerSweepLimit = 10;   // Sweeps over the non-zeros between two full ones.
constexpr double exactGramWork = 3e9; // Multiply-adds up to which a single output's Gram takes all rows.

double softThreshold(double value, double threshold)
{
    return value > threshold ? value - threshold : value < -threshold ? value + threshold : 0.0;
}

std::size_t asSize(Index index)
{
    return static_cast<std::size_t>(index);
}

/// A feature that the sample hardly sees has too little curvature in the model, or none; too much only costs a step.
void raiseDiagonal(MatrixXf& gram, bool sampled)
{
    const float least = (sampled ? 0.1F : 1e-6F) * gram.diagonal().mean();
    gram.diagonal() = gram.diagonal().cwiseMax(least);
}

}  // namespace

LocalModel::LocalModel(const Problem& problem, const Penalty& penalty, const Columns& working, const MatrixXd& means)
    : m_problem(problem), m_penalty(penalty), m_working(working),
      m_shared(penalty.grouped || penalty.l1 == 0 || means.cols() == 1), m_blocks(m_shared ? 1 : asSize(means.cols())),
      m_scale(VectorXd::Ones(means.cols()))
{
    const Index outputs = means.cols();
    for (Block& block : m_blocks)
        block.covered.assign(working.size(), 0);
    if (!m_shared) {
        parallelFor(m_blocks.size(), problem.threads, [&](std::size_t begin, std::size_t end) {
            for (std::size_t q = begin; q < end; ++q)
                m_blocks[q].rowWeights = problem.response->curvature(means, static_cast<int>(q));
        });
        return;
    }
    m_blocks[0].rowWeights = VectorXd::Zero(means.rows());
    for (Index q = 0; q < outputs; ++q) {
        const VectorXd weights = problem.response->curvature(means, static_cast<int>(q));
        m_scale[q] = weights.sum();
        m_blocks[0].rowWeights += weights / static_cast<double>(outputs);
    }
    const double mean = m_blocks[0].rowWeights.sum();
    m_scale = mean > 0 ? VectorXd((m_scale / mean).cwiseMax(1e-6)) : VectorXd::Ones(outputs);
}

void LocalModel::cover(const WorkingPoint& point, double nearness)
{
    const double near = nearness * m_penalty.l1;
    parallelFor(m_blocks.size(), m_problem.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t b = begin; b < end; ++b) {
            std::vector<int> missing;
            for (Index j = 0; j < point.gradient.rows(); ++j) {
                if (m_blocks[b].covered[asSize(j)])
                    continue;
                const auto q = static_cast<Index>(b);
                const bool wanted = m_shared ? (point.at.weights.row(j).array() != 0).any()
                                                   || m_penalty.featureSize(point.gradient, j) >= near
                                             : point.at.weights(j, q) != 0 || std::abs(point.gradient(j, q)) >= near;
                if (wanted)
                    missing.push_back(static_cast<int>(j));
            }
            cover(m_blocks[b], missing);
        }
    });
}

/// A few more members are added to the Gram from the rows it was made of; many more, and it is made anew, from more rows.
void LocalModel::cover(Block& block, const std::vector<int>& positions) const
{
    if (positions.empty() && block.gram.size() > 0)
        return;
    const std::size_t before = block.members.size();
    Columns added;
    for (const int position : positions) {
        block.members.push_back(position);
        block.covered[static_cast<std::size_t>(position)] = 1;
        added.push_back(m_working[static_cast<std::size_t>(position)]);
    }
    block.columns.insert(block.columns.end(), added.begin(), added.end());
    if (block.gram.size() == 0 || positions.size() > before / 4) {
        rebuild(block, block.members.size());
        return;
    }
    MatrixXf cross;
    m_problem.matrix->gram(block.columns, added, block.sample, cross);
    const auto size = static_cast<Index>(block.members.size());
    const auto extra = static_cast<Index>(added.size());
    block.gram.conservativeResize(size, size);
    block.gram.rightCols(extra) = cross;
    block.gram.bottomLeftCorner(extra, size - extra) = cross.topRows(size - extra).transpose();
}

void LocalModel::rebuild(Block& block, std::size_t members) const
{
    const double n = m_problem.matrix->rows();
    const auto size = static_cast<double>(members);
    const bool single = m_problem.response->outputs() == 1;
    const bool exact = single && n * size * size <= exactGramWork;
    const double wanted = exact ? n : std::max(800.0, (single ? 24.0 : 6.0) * size);
    block.sample = sampleRows(block.rowWeights, static_cast<int>(std::min(n, wanted)));
    m_problem.matrix->gram(block.columns, block.columns, block.sample, block.gram);
    raiseDiagonal(block.gram, block.sample.rows.size() < static_cast<std::size_t>(n));
}

Coefficients LocalModel::minimise(const WorkingPoint& centre, double damping, double target) const
{
    Coefficients at = centre.at;
    if (m_penalty.grouped && at.bias.size() > 1) {
        descendGrouped(centre, damping, target, at);
        return at;
    }
    parallelFor(static_cast<std::size_t>(at.bias.size()), m_problem.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t q = begin; q < end; ++q)
            descend(centre, damping, target, static_cast<int>(q), at);
    });
    return at;
}

void LocalModel::descend(const WorkingPoint& centre, double damping, double target, int output, Coefficients& at) const
{
    const Block& block = blockOf(output);
    const auto size = static_cast<int>(block.members.size());
    const double factor = damping * m_scale[output];
    VectorXf slope(size);  // The model's gradient where we are, the ridge included.
    VectorXd w(size);
    VectorXd curvature(size);
    for (int i = 0; i < size; ++i) {
        const int j = block.members[static_cast<std::size_t>(i)];
        slope[i] = static_cast<float>(i == 0 ? centre.biasGradient[output] : centre.gradient(j, output));
        w[i] = i == 0 ? centre.at.bias[output] : centre.at.weights(j, output);
        curvature[i] = factor * static_cast<double>(block.gram(i, i)) + (i == 0 ? 0.0 : m_penalty.l2);
    }
    const auto visit = [&](int i) {
        if (!(curvature[i] > 0))
            return 0.0;
        const double free = curvature[i] * w[i] - static_cast<double>(slope[i]);
        const double next = softThreshold(free, i == 0 ? 0.0 : m_penalty.l1) / curvature[i];
        const double move = next - w[i];
        if (move == 0)
            return 0.0;
        blas::addScaled(size, static_cast<float>(factor * move), block.gram.col(i).data(), slope.data());
        slope[i] += static_cast<float>(i == 0 ? 0.0 : m_penalty.l2 * move);
        w[i] = next;
        return std::abs(move) * curvature[i];
    };
    for (int sweep = 0; sweep < sweepLimit; ++sweep) {
        double largest = 0;
        for (int i = 0; i < size; ++i)
            largest = std::max(largest, visit(i));
        if (largest <= target)
            break;
        for (int inner = 0; inner < innerSweepLimit && largest > target; ++inner) {
            largest = 0;
            for (int i = 0; i < size; ++i)
                if (i == 0 || w[i] != 0)
                    largest = std::max(largest, visit(i));
        }
    }
    at.bias[output] = w[0];
    for (int i = 1; i < size; ++i)
        at.weights(block.members[static_cast<std::size_t>(i)], output) = w[i];
}

/// Block coordinate descent over features; a feature's outputs share the largest of their curvatures (majorisation), so
/// that the step is a group soft threshold.
void LocalModel::descendGrouped(const WorkingPoint& centre, double damping, double target, Coefficients& at) const
{
    const Block& block = m_blocks[0];
    const auto size = static_cast<int>(block.members.size());
    const Index outputs = at.bias.size();
    MatrixXf slope(size, outputs);
    for (int i = 0; i < size; ++i)
        slope.row(i) = (i == 0 ? centre.biasGradient.transpose().eval()
                               : centre.gradient.row(block.members[static_cast<std::size_t>(i)]).eval())
                           .cast<float>();
    const double steepest = damping * m_scale.maxCoeff();
    const auto visit = [&](int i) {
        const double gram = static_cast<double>(block.gram(i, i));
        const double curvature = steepest * gram + (i == 0 ? 0.0 : m_penalty.l2);
        if (!(curvature > 0))
            return 0.0;
        const VectorXd before =
            i == 0 ? at.bias : VectorXd(at.weights.row(block.members[static_cast<std::size_t>(i)]).transpose());
        VectorXd next = before - slope.row(i).transpose().cast<double>() / curvature;
        if (i == 0)
            next = before - (slope.row(0).transpose().cast<double>().array() / (damping * gram * m_scale.array())).matrix();
        else
            next *= std::max(0.0, 1.0 - m_penalty.l1 / (curvature * std::max(next.norm(), 1e-300)));
        const VectorXd move = next - before;
        if (move.isZero(0))
            return 0.0;
        for (Index q = 0; q < outputs; ++q)
            blas::addScaled(size, static_cast<float>(damping * m_scale[q] * move[q]), block.gram.col(i).data(),
                            slope.col(q).data());
        if (i == 0) {
            at.bias = next;
        } else {
            at.weights.row(block.members[static_cast<std::size_t>(i)]) = next.transpose();
            slope.row(i) += (m_penalty.l2 * move.transpose()).cast<float>();
        }
        return move.norm() * curvature;
    };
    const auto isZero = [&](int i) {
        return i > 0 && (at.weights.row(block.members[static_cast<std::size_t>(i)]).array() == 0).all();
    };
    for (int sweep = 0; sweep < sweepLimit; ++sweep) {
        double largest = 0;
        for (int i = 0; i < size; ++i)
            largest = std::max(largest, visit(i));
        if (largest <= target)
            break;
        for (int inner = 0; inner < innerSweepLimit && largest > target; ++inner) {
            largest = 0;
            for (int i = 0; i < size; ++i)
                if (!isZero(i))
                    largest = std::max(largest, visit(i));
        }
    }
}

float LocalModel::meanCurvature() const
{
    float sum = 0;
    for (const Block& block : m_blocks)
        sum += block.gram.diagonal().mean() / static_cast<float>(m_blocks.size());
    return sum;
}

void LocalModel::factorise(const MatrixXd& face, const VectorXd& extra)
{
    parallelFor(m_blocks.size(), m_problem.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t b = begin; b < end; ++b) {
            std::vector<char> onFace(m_working.size());
            for (Index j = 0; j < face.rows(); ++j)
                onFace[asSize(j)] = m_shared ? (face.row(j).array() != 0).any() : face(j, static_cast<Index>(b)) != 0;
            factorise(m_blocks[b], onFace, extra);
        }
    });
}

void LocalModel::factorise(Block& block, const std::vector<char>& onFace, const VectorXd& extra) const
{
    block.faceMembers.assign(1, 0);
    for (std::size_t i = 1; i < block.members.size(); ++i)
        if (onFace[static_cast<std::size_t>(block.members[i])])
            block.faceMembers.push_back(static_cast<int>(i));
    const auto size = static_cast<Index>(block.faceMembers.size());
    MatrixXf base(size, size);
    for (Index a = 0; a < size; ++a) {
        const int column = block.faceMembers[asSize(a)];
        for (Index b = a; b < size; ++b)
            base(b, a) = block.gram(block.faceMembers[asSize(b)], column);
        if (a > 0)
            base(a, a) += static_cast<float>(m_penalty.l2 + extra[block.members[static_cast<std::size_t>(column)]]);
    }
    const float mean = std::max(base.diagonal().mean(), 1e-30F);
    for (float jitter = 1e-5F;; jitter *= 30) {
        block.factor = base;
        block.factor.diagonal().array() += jitter * mean;
        if (blas::cholesky(block.factor))
            return;
        if (jitter > 1e3F) {  // Only for numbers that are no longer finite: no preconditioning then.
            block.factor.setIdentity(size, size);
            return;
        }
    }
}

void LocalModel::precondition(const MatrixXf& residual, const VectorXf& biasResidual, MatrixXf& image,
                              VectorXf& biasImage) const
{
    image.setZero(residual.rows(), residual.cols());
    biasImage.resize(biasResidual.size());
    parallelFor(static_cast<std::size_t>(biasResidual.size()), m_problem.threads, [&](std::size_t begin, std::size_t end) {
        for (auto q = static_cast<Index>(begin); q < static_cast<Index>(end); ++q) {
            const Block& block = blockOf(static_cast<int>(q));
            VectorXf x(static_cast<Index>(block.faceMembers.size()));
            x[0] = biasResidual[q];
            for (Index i = 1; i < x.size(); ++i)
                x[i] = residual(block.members[static_cast<std::size_t>(block.faceMembers[asSize(i)])], q);
            blas::choleskySolve(block.factor, x);
            x /= static_cast<float>(m_scale[q]);
            biasImage[q] = x[0];
            for (Index i = 1; i < x.size(); ++i)
                image(block.members[static_cast<std::size_t>(block.faceMembers[asSize(i)])], q) = x[i];
        }
    });
}

}  // namespace sparsescope
