// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "glm/sparse_head.h"

#include <vector>

namespace sparsescope {

/// `classes` so that those with similar weights stand beside each other: leaves of an average-linkage tree on 1 − cosine,
/// each pair of branches joined at its most similar ends. Ties go to the earlier class; no chance is involved. Memory and
/// time grow with the square of the number of classes. Classes without weights come last.
Result<std::vector<int>> bySimilarity(const SparseHead& head, const std::vector<int>& classes, Progress& progress);

}  // namespace sparsescope
