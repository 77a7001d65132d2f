// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/contributions.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

namespace {

double standardized(const Standardization& scale, const Eigen::Ref<const Eigen::RowVectorXf>& row, int feature)
{
    const auto j = static_cast<std::size_t>(feature);
    return (static_cast<double>(row[feature]) - scale.mean[j]) / scale.deviation[j];
}

/// Parts of one class in the order of its weights; their sum and the bias are its logit.
std::vector<Contribution> partsOf(const SparseHead& head, const Standardization& scale,
                                  const Eigen::Ref<const Eigen::RowVectorXf>& row, int klass)
{
    std::vector<Contribution> parts;
    for (const HeadWeight& weight : head.classes[static_cast<std::size_t>(klass)]) {
        const double value = standardized(scale, row, weight.feature);
        parts.push_back({weight.feature, weight.weight, value, weight.weight * value});
    }
    return parts;
}

double logitOf(const SparseHead& head, const Standardization& scale, const Eigen::Ref<const Eigen::RowVectorXf>& row,
               int klass)
{
    double logit = head.bias[static_cast<std::size_t>(klass)];
    for (const HeadWeight& weight : head.classes[static_cast<std::size_t>(klass)])
        logit += weight.weight * standardized(scale, row, weight.feature);
    return logit;
}

bool largerPart(const Contribution& a, const Contribution& b)
{
    const double left = std::abs(a.part);
    const double right = std::abs(b.part);
    return left != right ? left > right : a.feature < b.feature;
}

}  // namespace

std::vector<LogitExplanation> explainLogits(const SparseHead& head, const Standardization& scale,
                                            const Eigen::Ref<const Eigen::RowVectorXf>& row,
                                            const std::vector<int>& classes)
{
    Eigen::VectorXd logits(head.classCount());
    for (int k = 0; k < head.classCount(); ++k)
        logits[k] = logitOf(head, scale, row, k);
    const double largest = logits.size() > 0 ? logits.maxCoeff() : 0.0;
    const double normaliser = (logits.array() - largest).exp().sum();

    std::vector<LogitExplanation> explanations;
    for (const int k : classes) {
        LogitExplanation explanation;
        explanation.klass = k;
        explanation.bias = head.bias[static_cast<std::size_t>(k)];
        explanation.logit = logits[k];
        explanation.probability = std::exp(logits[k] - largest) / normaliser;
        explanation.parts = partsOf(head, scale, row, k);
        std::sort(explanation.parts.begin(), explanation.parts.end(), largerPart);
        explanations.push_back(std::move(explanation));
    }
    return explanations;
}

}  // namespace sparsescope
