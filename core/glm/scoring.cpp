// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/scoring.h"

#include <cmath>

namespace sparsescope {

ClassScore::ClassScore(std::string split, int classes) : m_sums{std::move(split)}
{
    m_sums.classHits.assign(static_cast<std::size_t>(classes), 0);
}

void ClassScore::add(const Eigen::VectorXd& logits, std::int64_t label)
{
    Eigen::Index winner = 0;
    const double top = logits.maxCoeff(&winner);
    if (winner == label) {
        m_sums.accuracy += 1;
        ++m_sums.classHits[static_cast<std::size_t>(label)];
    }
    m_sums.loss += top - logits[label] + std::log((logits.array() - top).exp().sum());
    ++m_rows;
}

SplitScore ClassScore::score() const
{
    SplitScore score = m_sums;
    score.accuracy /= static_cast<double>(m_rows);
    score.loss /= static_cast<double>(m_rows);
    return score;
}

SplitScore scoreClasses(std::string split, const Eigen::MatrixXd& logits, const Labels& labels)
{
    ClassScore score(std::move(split), static_cast<int>(logits.cols()));
    for (Eigen::Index i = 0; i < logits.rows(); ++i)
        score.add(logits.row(i), labels[static_cast<std::size_t>(i)]);
    return score.score();
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
