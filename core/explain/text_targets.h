// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/sparse_head.h"

#include <functional>
#include <vector>

namespace sparsescope {

/// What words are held responsible for: from raw features (n × d) to n × T values.
using TextTarget = std::function<Eigen::MatrixXd(FeatureMatrixRef features)>;

TextTarget allFeatures();
TextTarget someFeatures(std::vector<int> features);
TextTarget headLogits(SparseHead head, Standardization scale);
/// Softmax over all classes.
TextTarget headProbabilities(SparseHead head, Standardization scale);
/// The columns of all of them, one after the other.
TextTarget joinedTargets(std::vector<TextTarget> targets);

/// Softmax of each row, in place of its logits; finite whatever their size.
Eigen::MatrixXd softmaxRows(Eigen::MatrixXd logits);

}  // namespace sparsescope
