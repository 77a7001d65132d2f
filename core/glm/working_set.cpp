// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/working_set.h"

#include <algorithm>
#include <atomic>
#include <numeric>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// The entries that are not zero, in Real.
template <typename Real>
Pattern withoutZeros(const Pattern& working, const VectorXd& weights, std::vector<Real>& values)
{
    Pattern used;
    for (int q = 0; q < working.outputs(); ++q) {
        for (int e = working.begin[static_cast<std::size_t>(q)]; e < working.begin[static_cast<std::size_t>(q) + 1]; ++e)
            if (weights[e] != 0) {
                used.columns.push_back(working.columns[static_cast<std::size_t>(e)]);
                values.push_back(static_cast<Real>(weights[e]));
            }
        used.closeOutput();
    }
    return used;
}


template <typename Real>
void evaluate(const Problem& problem, const Pattern& working, Evaluation& at)
{
    const int outputs = working.outputs();
    const std::size_t size = static_cast<std::size_t>(outputs) * blockRows;
    std::vector<Real> values;
    const Pattern used = withoutZeros(working, at.point.weights, values);
    const Eigen::VectorX<Real> bias = at.point.bias.cast<Real>();
    at.means = RowTable<float>(problem.matrix->blocks(), outputs);
    std::atomic<bool> separated = true;
    std::vector<double> losses(static_cast<std::size_t>(problem.matrix->blocks()));
    const auto residuals = [&](int block, Real* table) {
        double& loss = losses[static_cast<std::size_t>(block)];
        if constexpr (std::is_same_v<Real, float>) {
            loss = problem.response->evaluate(block, table, at.means.block(block));
        } else {
            AlignedArray<double> means(size);
            loss = problem.response->evaluate(block, table, means.data());
            if (!problem.response->separated(block, means.data()))
                separated = false;
            std::transform(means.data(), means.data() + size, at.means.block(block), [](double p) { return static_cast<float>(p); });
        }
    };
    PassResult result = problem.matrix->pass(Pass<Real>{used, values.data(), bias.data(), residuals, working});
    at.objective = std::accumulate(losses.begin(), losses.end(), 0.0);
    at.point.gradient = std::move(result.gradient);
    at.point.biasGradient = std::move(result.bias);
    at.separated = std::is_same_v<Real, double> && separated;
}

}  // namespace

Evaluation evaluateAt(const Problem& problem, const Penalty& penalty, const Pattern& working, VectorXd weights, VectorXd bias,
                      bool exactly)
{
    Evaluation at;
    at.point.weights = std::move(weights);
    at.point.bias = std::move(bias);
    if (exactly)
        evaluate<double>(problem, working, at);
    else
        evaluate<float>(problem, working, at);
    at.objective += penalty.value(working, at.point.weights);
    at.point.gradient += penalty.l2 * at.point.weights;
    return at;
}

VectorXd gatherEntries(const Pattern& working, const MatrixXd& all)
{
    VectorXd entries(working.size());
    forEachEntry(working, [&](int e, int column, int q) { entries[e] = all(column, q); });
    return entries;
}

MatrixXd scatterEntries(const Pattern& working, const VectorXd& entries, int columns)
{
    MatrixXd all = MatrixXd::Zero(columns, working.outputs());
    forEachEntry(working, [&](int e, int column, int q) { all(column, q) = entries[e]; });
    return all;
}

}  // namespace sparsescope
