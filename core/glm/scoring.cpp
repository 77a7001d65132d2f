// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/scoring.h"

#include <cmath>

namespace sparsescope {

SplitScore scoreClasses(std::string split, const Eigen::MatrixXd& logits, const Labels& labels)
{
    SplitScore score{std::move(split)};
    const auto n = static_cast<double>(logits.rows());
    score.classHits.assign(static_cast<std::size_t>(logits.cols()), 0);
    std::int64_t hits = 0;
    for (Eigen::Index i = 0; i < logits.rows(); ++i) {
        Eigen::Index winner = 0;
        const double top = logits.row(i).maxCoeff(&winner);
        const auto label = static_cast<Eigen::Index>(labels[static_cast<std::size_t>(i)]);
        if (winner == label) {
            ++hits;
            ++score.classHits[static_cast<std::size_t>(label)];
        }
        score.loss += (top - logits(i, label) + std::log((logits.row(i).array() - top).exp().sum())) / n;
    }
    score.accuracy = static_cast<double>(hits) / n;
    return score;
}

SplitScore scoreNumbers(std::string split, const Eigen::VectorXd& predictions, const std::vector<double>& targets)
{
    const Eigen::Map<const Eigen::VectorXd> truth(targets.data(), static_cast<Eigen::Index>(targets.size()));
    const double missed = (truth - predictions).squaredNorm();
    const double varies = (truth.array() - truth.mean()).square().sum();
    const double unexplained = varies > 0 ? missed / varies : missed > 0 ? 1.0 : 0.0;
    return {std::move(split), 1.0 - unexplained, 0.5 * missed / static_cast<double>(targets.size())};
}

}  // namespace sparsescope
