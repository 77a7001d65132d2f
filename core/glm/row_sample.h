// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/design_matrix.h"

namespace sparsescope {

/// At most `wanted` draws of rows in proportion to their weights, spread evenly over the cumulated weight (systematic
/// sampling, no random numbers), each carrying the same share of the total. All rows with their own weights where
/// `wanted` is not well below their number.
RowSample sampleRows(const Eigen::VectorXf& weights, int wanted);

}  // namespace sparsescope
