// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/sparse_head.h"

#include <vector>

namespace sparsescope {

/// One feature's part in one class's logit for one input: weight × standardised value. Parts and bias add up to it.
struct Contribution {
    int feature = 0;
    double weight = 0;
    double value = 0;       ///< (x − mean) / deviation
    double part = 0;        ///< weight × value
};

struct LogitExplanation {
    int klass = 0;
    double bias = 0;
    double logit = 0;                       ///< bias + Σ parts, to rounding
    double probability = 0;                 ///< softmax over all classes
    std::vector<Contribution> parts;        ///< By |part|, largest first.
};

/// Explanations of all K logits' softmax restricted to the asked classes, for one raw feature row (d values).
std::vector<LogitExplanation> explainLogits(const SparseHead& head, const Standardization& scale,
                                            const Eigen::Ref<const Eigen::RowVectorXf>& row, const std::vector<int>& classes);

}  // namespace sparsescope
