// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/sparse_head.h"

#include "glm/blas.h"

#include <algorithm>
#include <set>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;

double SparseHead::weight(int klass, int feature) const
{
    const auto& list = classes[static_cast<std::size_t>(klass)];
    const auto found = std::lower_bound(list.begin(), list.end(), feature,
                                        [](const HeadWeight& entry, int wanted) { return entry.feature < wanted; });
    return found != list.end() && found->feature == feature ? found->weight : 0.0;
}

double SparseHead::meanNonZerosPerClass() const
{
    std::size_t total = 0;
    for (const auto& list : classes)
        total += list.size();
    return classes.empty() ? 0.0 : static_cast<double>(total) / static_cast<double>(classes.size());
}

std::vector<int> SparseHead::usedFeatures() const
{
    std::set<int> used;
    for (const auto& list : classes)
        for (const HeadWeight& entry : list)
            used.insert(entry.feature);
    return {used.begin(), used.end()};
}

namespace {

/// Weights of the used features (|used| × K).
MatrixXd denseWeights(const SparseHead& head, const std::vector<int>& used)
{
    MatrixXd weights = MatrixXd::Zero(static_cast<Index>(used.size()), head.classCount());
    for (int k = 0; k < head.classCount(); ++k)
        for (const HeadWeight& entry : head.classes[static_cast<std::size_t>(k)])
            weights(std::lower_bound(used.begin(), used.end(), entry.feature) - used.begin(), k) = entry.weight;
    return weights;
}

}  // namespace

MatrixXd logits(const SparseHead& head, const Standardization& scale, FeatureMatrixRef rows)
{
    constexpr Index rowBlock = 256;  // Few enough standardised rows at a time to stay in cache.
    const std::vector<int> used = head.usedFeatures();
    const MatrixXd weights = denseWeights(head, used);
    MatrixXd out(rows.rows(), head.classCount());
    MatrixXd standardised(rowBlock, static_cast<Index>(used.size()));
    for (Index first = 0; first < rows.rows(); first += rowBlock) {
        const Index count = std::min(rowBlock, rows.rows() - first);
        for (Index i = 0; i < count; ++i)
            for (std::size_t u = 0; u < used.size(); ++u) {
                const auto feature = static_cast<std::size_t>(used[u]);
                standardised(i, static_cast<Index>(u)) =
                    (static_cast<double>(rows(first + i, used[u])) - scale.mean[feature]) / scale.deviation[feature];
            }
        blas::product(standardised.topRows(count), weights, 0.0, out.middleRows(first, count));
    }
    out.rowwise() += Eigen::Map<const Eigen::RowVectorXd>(head.bias.data(), static_cast<Index>(head.bias.size()));
    return out;
}

DenseHead foldStandardization(const SparseHead& head, const Standardization& scale)
{
    DenseHead dense{MatrixXd::Zero(head.classCount(), head.features), Eigen::VectorXd(head.classCount())};
    for (int k = 0; k < head.classCount(); ++k) {
        double bias = head.bias[static_cast<std::size_t>(k)];
        for (const HeadWeight& entry : head.classes[static_cast<std::size_t>(k)]) {
            const auto j = static_cast<std::size_t>(entry.feature);
            const double weight = entry.weight / scale.deviation[j];
            dense.weight(k, entry.feature) = weight;
            bias -= weight * scale.mean[j];
        }
        dense.bias[k] = bias;
    }
    return dense;
}

}  // namespace sparsescope
