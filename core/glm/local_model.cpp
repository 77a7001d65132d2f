// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/local_model.h"

#include "base/parallel.h"
#include "glm/blas.h"
#include "glm/row_sample.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;
using Eigen::VectorXf;

namespace {

constexpr int sweepLimit = 60;        // Full sweeps of coordinate descent.
constexpr int innerSweepLimit = 10;   // Sweeps over the non-zeros between two full ones.
constexpr double rowsPerMember = 6;   // Rows sampled for a Gram, by its size; at least
constexpr double fewestRows = 800;
constexpr double fetchWork = 64;      // Fetching a number that lies alone in memory takes as long as so many multiply-adds.
constexpr double rowsPerMemberAlone = 24;  // and for the one Gram that there is with one output.
constexpr double exactGramWork = 5e7; // Multiply-adds up to which that takes all rows.

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

/// Sweeps visit(i) over all i < size, and between two of those over the i that are `active`, until no visit moves by
/// more than `target`.
template <typename Visit, typename Active>
void sweepUntil(int size, double target, const Visit& visit, const Active& active)
{
    for (int sweep = 0; sweep < sweepLimit; ++sweep) {
        double largest = 0;
        for (int i = 0; i < size; ++i)
            largest = std::max(largest, visit(i));
        if (largest <= target)
            return;
        for (int inner = 0; inner < innerSweepLimit && largest > target; ++inner) {
            largest = 0;
            for (int i = 0; i < size; ++i)
                if (active(i))
                    largest = std::max(largest, visit(i));
        }
    }
}

}  // namespace

LocalModel::LocalModel(const Problem& problem, bool shared)
    : m_problem(problem), m_shared(shared || problem.response->outputs() == 1),
      m_blocks(m_shared ? 1 : asSize(problem.response->outputs())), m_scale(VectorXd::Ones(problem.response->outputs()))
{
}

void LocalModel::reset(const RowTable<float>& means)
{
    const Index outputs = m_scale.size();
    m_workSince = 0;
    m_workOfMaking = 0;
    parallelFor(m_blocks.size(), m_problem.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t b = begin; b < end; ++b) {
            m_blocks[b] = {};
            m_blocks[b].columns = {biasColumn};
            m_blocks[b].memberOf.assign(asSize(m_problem.matrix->columns()), -1);
            if (!m_shared)
                m_blocks[b].rowWeights = m_problem.response->curvature(means, static_cast<int>(b)).cast<float>();
        }
    });
    if (!m_shared)
        return;
    VectorXd mean = VectorXd::Zero(m_problem.matrix->rows());
    for (Index q = 0; q < outputs; ++q) {
        const VectorXd weights = m_problem.response->curvature(means, static_cast<int>(q));
        m_scale[q] = weights.sum();
        mean += weights / static_cast<double>(outputs);
    }
    m_blocks[0].rowWeights = mean.cast<float>();
    m_scale = mean.sum() > 0 ? VectorXd((m_scale / mean.sum()).cwiseMax(1e-6)) : VectorXd::Ones(outputs);
}

void LocalModel::setWorking(const Pattern& working)
{
    m_working = &working;
}

Columns LocalModel::missingColumns(const Penalty& penalty, const WorkingPoint& point, double near, std::size_t block) const
{
    const Pattern& working = *m_working;
    const int firstOutput = m_shared ? 0 : static_cast<int>(block);
    const int lastOutput = m_shared ? working.outputs() : firstOutput + 1;
    const VectorXd sizes = penalty.grouped ? columnNorms(working, point.gradient) : VectorXd();
    Columns missing;
    for (int q = firstOutput; q < lastOutput; ++q)
        for (int e = working.begin[asSize(q)]; e < working.begin[asSize(q) + 1]; ++e) {
            const int column = working.columns[asSize(e)];
            const double size = penalty.grouped ? sizes[column] : std::abs(point.gradient[e]);
            if (m_blocks[block].memberOf[asSize(column)] < 0 && (point.weights[e] != 0 || size >= near))
                missing.push_back(column);
        }
    std::sort(missing.begin(), missing.end());
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    return missing;
}

void LocalModel::cover(const Penalty& penalty, const WorkingPoint& point, double nearness, double outlook)
{
    std::vector<double> work(m_blocks.size(), 0.0);
    parallelFor(m_blocks.size(), m_problem.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t b = begin; b < end; ++b) {
            Columns missing = missingColumns(penalty, point, nearness * penalty.l1, b);
            if (!missing.empty())
                missing = missingColumns(penalty, point, outlook * penalty.l1, b);
            work[b] = addMembers(m_blocks[b], missing);
        }
    });
    m_workOfMaking += std::accumulate(work.begin(), work.end(), 0.0);
}

/// A few more members are added to the Gram from the rows it was made of; many more, and it is made anew, from more rows.
/// Returns the multiply-adds of that.
double LocalModel::addMembers(Block& block, const Columns& added) const
{
    if (added.empty() && block.gram.size() > 0)
        return 0;
    for (const int column : added) {
        block.memberOf[asSize(column)] = static_cast<int>(block.columns.size());
        block.columns.push_back(column);
    }
    if (block.gram.size() == 0 || tooFewRows(block))
        return makeGram(block);
    MatrixXf cross;
    m_problem.matrix->gram(block.columns, added, block.sample, cross);
    const auto size = static_cast<Index>(block.columns.size());
    const auto extra = static_cast<Index>(added.size());
    block.gram.conservativeResize(size, size);
    block.gram.rightCols(extra) = cross;
    block.gram.bottomLeftCorner(extra, size - extra) = cross.topRows(size - extra).transpose();
    return static_cast<double>(size) * (static_cast<double>(extra) + fetchWork) * static_cast<double>(block.sample.rows.size());
}

/// Whether the members have outgrown the sample that their Gram is made of.
bool LocalModel::tooFewRows(const Block& block) const
{
    const std::size_t rows = block.sample.rows.size();
    return rows < asSize(m_problem.matrix->rows()) && rowsPerMember * static_cast<double>(block.columns.size()) > 1.5 * static_cast<double>(rows);
}

double LocalModel::makeGram(Block& block) const
{
    const double n = m_problem.matrix->rows();
    const auto size = static_cast<double>(block.columns.size());
    const bool single = m_problem.response->outputs() == 1;
    const bool exact = single && n * size * size <= exactGramWork;
    const double wanted = exact ? n : std::max(fewestRows, (single ? rowsPerMemberAlone : rowsPerMember) * size);
    block.sample = sampleRows(block.rowWeights, static_cast<int>(std::min(n, wanted)));
    m_problem.matrix->gram(block.columns, block.columns, block.sample, block.gram);
    raiseDiagonal(block.gram, block.sample.rows.size() < asSize(m_problem.matrix->rows()));
    return (0.5 * size + fetchWork) * size * static_cast<double>(block.sample.rows.size());
}

WorkingPoint LocalModel::minimise(const Penalty& penalty, const WorkingPoint& centre, double damping, double target) const
{
    WorkingPoint at;
    at.weights = centre.weights;
    at.bias = centre.bias;
    if (penalty.grouped && at.bias.size() > 1) {
        descendGrouped(penalty, centre, damping, target, at);
        return at;
    }
    parallelFor(asSize(at.bias.size()), m_problem.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t q = begin; q < end; ++q)
            descend(penalty, centre, damping, target, static_cast<int>(q), at);
    });
    return at;
}

/// Per member of the output's block the entry of the working pattern; −1 where it is not in the working set.
std::vector<int> LocalModel::entriesOf(int output) const
{
    const Block& block = blockOf(output);
    std::vector<int> entries(block.columns.size(), -1);
    for (int e = m_working->begin[asSize(output)]; e < m_working->begin[asSize(output) + 1]; ++e)
        if (const int member = block.memberOf[asSize(m_working->columns[asSize(e)])]; member >= 0)
            entries[asSize(member)] = e;
    return entries;
}

void LocalModel::descend(const Penalty& penalty, const WorkingPoint& centre, double damping, double target, int output,
                         WorkingPoint& at) const
{
    const Block& block = blockOf(output);
    const std::vector<int> entries = entriesOf(output);
    const auto size = static_cast<int>(entries.size());
    const double factor = damping * m_scale[output];
    VectorXf slope = VectorXf::Zero(size);  // The model's gradient where we are, the ridge included.
    VectorXd w = VectorXd::Zero(size);
    VectorXd curvature = VectorXd::Zero(size);
    std::vector<Allowed> allowed(asSize(size), Allowed::Any);
    for (int i = 0; i < size; ++i) {
        const int e = entries[asSize(i)];
        if (i > 0 && e < 0)
            continue;
        slope[i] = static_cast<float>(i == 0 ? centre.biasGradient[output] : centre.gradient[e]);
        w[i] = i == 0 ? centre.bias[output] : centre.weights[e];
        curvature[i] = factor * static_cast<double>(block.gram(i, i)) + (i == 0 ? 0.0 : penalty.l2);
        if (i > 0)
            allowed[asSize(i)] = penalty.allowedAt(block.columns[asSize(i)], output);
    }
    const auto visit = [&](int i) {
        if (!(curvature[i] > 0))
            return 0.0;
        const double free = curvature[i] * w[i] - static_cast<double>(slope[i]);
        const double next = penalty.permitted(softThreshold(free, i == 0 ? 0.0 : penalty.l1) / curvature[i], allowed[asSize(i)]);
        const double move = next - w[i];
        if (move == 0)
            return 0.0;
        blas::addScaled(size, static_cast<float>(factor * move), block.gram.col(i).data(), slope.data());
        slope[i] += static_cast<float>(i == 0 ? 0.0 : penalty.l2 * move);
        w[i] = next;
        return std::abs(move) * curvature[i];
    };
    sweepUntil(size, target, visit, [&](int i) { return i == 0 || w[i] != 0; });
    at.bias[output] = w[0];
    for (int i = 1; i < size; ++i)
        if (entries[asSize(i)] >= 0)
            at.weights[entries[asSize(i)]] = w[i];
}

/// Block coordinate descent over features; a feature's outputs share the largest of their curvatures (majorisation), so
/// that the step is a group soft threshold.
void LocalModel::descendGrouped(const Penalty& penalty, const WorkingPoint& centre, double damping, double target,
                                WorkingPoint& at) const
{
    const Block& block = m_blocks[0];
    const auto size = static_cast<int>(block.columns.size());
    const Index outputs = at.bias.size();
    MatrixXf slope = MatrixXf::Zero(size, outputs);
    MatrixXd w = MatrixXd::Zero(size, outputs);
    Eigen::MatrixXi entries = Eigen::MatrixXi::Constant(size, outputs, -1);
    slope.row(0) = centre.biasGradient.transpose().cast<float>();
    w.row(0) = centre.bias.transpose();
    for (Index q = 0; q < outputs; ++q) {
        const std::vector<int> ofOutput = entriesOf(static_cast<int>(q));
        for (int i = 1; i < size; ++i)
            if (const int e = ofOutput[asSize(i)]; e >= 0) {
                entries(i, q) = e;
                slope(i, q) = static_cast<float>(centre.gradient[e]);
                w(i, q) = centre.weights[e];
            }
    }
    const double steepest = damping * m_scale.maxCoeff();
    const auto nextOf = [&](int i, double gram, double curvature) {
        VectorXd next = w.row(i).transpose();
        if (i == 0)
            return VectorXd(next.array() - slope.row(0).transpose().cast<double>().array() / (damping * gram * m_scale.array()));
        next -= slope.row(i).transpose().cast<double>() / curvature;
        for (Index q = 0; q < outputs; ++q)
            next[q] = entries(i, q) < 0 ? 0.0
                                        : penalty.permitted(next[q], penalty.allowedAt(block.columns[asSize(i)], static_cast<int>(q)));
        return VectorXd(next * std::max(0.0, 1.0 - penalty.l1 / (curvature * std::max(next.norm(), 1e-300))));
    };
    const auto visit = [&](int i) {
        const double gram = static_cast<double>(block.gram(i, i));
        const double curvature = steepest * gram + (i == 0 ? 0.0 : penalty.l2);
        if (!(curvature > 0) || (i > 0 && (entries.row(i).array() < 0).all()))
            return 0.0;
        const VectorXd next = nextOf(i, gram, curvature);
        const VectorXd move = next - w.row(i).transpose();
        if (move.isZero(0))
            return 0.0;
        for (Index q = 0; q < outputs; ++q)
            blas::addScaled(size, static_cast<float>(damping * m_scale[q] * move[q]), block.gram.col(i).data(),
                            slope.col(q).data());
        if (i > 0)
            slope.row(i) += (penalty.l2 * move.transpose()).cast<float>();
        w.row(i) = next.transpose();
        return move.norm() * curvature;
    };
    sweepUntil(size, target, visit, [&](int i) { return i == 0 || !w.row(i).isZero(0); });
    at.bias = w.row(0).transpose();
    for (Index q = 0; q < outputs; ++q)
        for (int i = 1; i < size; ++i)
            if (entries(i, q) >= 0)
                at.weights[entries(i, q)] = w(i, q);
}

float LocalModel::meanCurvature() const
{
    float sum = 0;
    for (const Block& block : m_blocks)
        sum += block.gram.diagonal().mean() / static_cast<float>(m_blocks.size());
    return sum;
}

void LocalModel::factorise(const Pattern& face, double l2, const VectorXd& extra)
{
    parallelFor(m_blocks.size(), m_problem.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t b = begin; b < end; ++b) {
            Block& block = m_blocks[b];
            std::vector<char> onFace(block.columns.size(), 0);
            const int firstOutput = m_shared ? 0 : static_cast<int>(b);
            const int lastOutput = m_shared ? face.outputs() : firstOutput + 1;
            for (int q = firstOutput; q < lastOutput; ++q)
                for (const int column : face.of(q))
                    if (const int member = block.memberOf[asSize(column)]; member >= 0)
                        onFace[asSize(member)] = 1;
            factorise(block, onFace, l2, extra);
        }
    });
}

void LocalModel::factorise(Block& block, const std::vector<char>& onFace, double l2, const VectorXd& extra) const
{
    std::vector<int> members = {0};
    block.slotOf.assign(block.columns.size(), -1);
    block.slotOf[0] = 0;
    for (std::size_t i = 1; i < block.columns.size(); ++i)
        if (onFace[i]) {
            block.slotOf[i] = static_cast<int>(members.size());
            members.push_back(static_cast<int>(i));
        }
    const auto size = static_cast<Index>(members.size());
    MatrixXf base(size, size);
    for (Index a = 0; a < size; ++a) {
        const int member = members[asSize(a)];
        for (Index b = a; b < size; ++b)
            base(b, a) = block.gram(members[asSize(b)], member);
        if (a > 0)
            base(a, a) += static_cast<float>(l2 + (extra.size() > 0 ? extra[block.columns[asSize(member)]] : 0.0));
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

void LocalModel::precondition(const Pattern& face, const VectorXf& residual, const VectorXf& biasResidual, VectorXf& image,
                              VectorXf& biasImage) const
{
    image.setZero(residual.size());
    biasImage.resize(biasResidual.size());
    parallelFor(asSize(biasResidual.size()), m_problem.threads, [&](std::size_t begin, std::size_t end) {
        for (auto q = static_cast<int>(begin); q < static_cast<int>(end); ++q) {
            const Block& block = blockOf(q);
            const auto slot = [&](int e) {
                const int member = block.memberOf[asSize(face.columns[asSize(e)])];
                return member < 0 ? -1 : block.slotOf[asSize(member)];
            };
            VectorXf x = VectorXf::Zero(block.factor.rows());
            x[0] = biasResidual[q];
            for (int e = face.begin[asSize(q)]; e < face.begin[asSize(q) + 1]; ++e)
                if (const int place = slot(e); place >= 0)
                    x[place] = residual[e];
            blas::choleskySolve(block.factor, x);
            x /= static_cast<float>(m_scale[q]);
            biasImage[q] = x[0];
            for (int e = face.begin[asSize(q)]; e < face.begin[asSize(q) + 1]; ++e)
                if (const int place = slot(e); place >= 0)
                    image[e] = x[place];
        }
    });
}

}  // namespace sparsescope
