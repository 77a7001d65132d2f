// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/path_store.h"

namespace sparsescope {

/// Seconds that a path with `wanted` would take, told by the times of points that were fitted with `fitted` on the same
/// rows: what a λ cost there at the same share of λ_max, for each λ of the new grid. Less than 0 where they cannot tell.
/// Options that change the sparsity (α, groups, rules) are taken to cost the same.
double estimateFromPoints(const std::vector<StoredPoint>& points, const PathOptions& fitted, double lambdaMax,
                          const PathOptions& wanted);

}  // namespace sparsescope
