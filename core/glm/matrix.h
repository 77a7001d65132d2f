// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace sparsescope {

/// Features in memory: n rows (pictures, texts) × d columns (features), row-major float32 as in the npy shards.
using FeatureMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using FeatureMatrixRef = Eigen::Ref<const FeatureMatrix, 0, Eigen::OuterStride<>>;
using Labels = std::vector<std::int64_t>;

}  // namespace sparsescope
