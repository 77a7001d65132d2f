// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/sparse_head.h"

#include <functional>
#include <vector>

namespace sparsescope {

/// What words or parts of a picture are held responsible for: from raw features (n × d) to n × T values.
using FeatureTarget = std::function<Eigen::MatrixXd(FeatureMatrixRef features)>;

FeatureTarget allFeatures();
FeatureTarget someFeatures(std::vector<int> features);
FeatureTarget headLogits(SparseHead head, Standardization scale);
/// Softmax over all classes.
FeatureTarget headProbabilities(SparseHead head, Standardization scale);
/// The columns of all of them, one after the other.
FeatureTarget joinedTargets(std::vector<FeatureTarget> targets);

/// Softmax of each row, in place of its logits; finite whatever their size.
Eigen::MatrixXd softmaxRows(Eigen::MatrixXd logits);

}  // namespace sparsescope
