// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

namespace sparsescope {

/// Accuracy (the highest logit wins; of equal ones the lowest class), in all and by class, and mean softmax loss, row by row.
class ClassScore {
public:
    ClassScore(std::string split, int classes);

    void add(const Eigen::VectorXd& logits, std::int64_t label);
    SplitScore score() const;

private:
    SplitScore m_sums;          // Hits in place of accuracy.
    std::int64_t m_rows = 0;
};

/// The same of n × K logits.
SplitScore scoreClasses(std::string split, const Eigen::MatrixXd& logits, const Labels& labels);

/// R² (1 where nothing varies and nothing is missed) and mean half squared error of n predictions.
SplitScore scoreNumbers(std::string split, const Eigen::VectorXd& predictions, const std::vector<double>& targets);

}  // namespace sparsescope
