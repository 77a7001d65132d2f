// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

#include <string>

namespace sparsescope {

/// How one model is chosen on the path, by validation accuracy in percentage points (Wong et al. 2021, put right).
enum class SelectionRule {
    Index,       ///< The point with this number.
    Sparsity,    ///< Mean non-zeros per class nearest to `value`.
    Absolute,    ///< The sparsest within `value` points of the best.
    Relative,    ///< The sparsest with at least `value` × best (0…1).
    Percentile,  ///< The sparsest within the share `value` (0…1) of the range between worst and best.
};

struct Selection {
    SelectionRule rule = SelectionRule::Absolute;
    double value = 5.0;
};

std::string ruleName(SelectionRule rule);                    ///< "absolute"
Result<SelectionRule> ruleFromName(std::string_view name);
/// "The sparsest head within 5 points of the best validation accuracy."
std::string describe(const Selection& selection);

/// Index into points. `split` is the one judged on ("validation"; "train" where there is none, said by the caller).
/// A value of 0 for absolute, relative = 1 and percentile = 0 mean the best itself. An error if the path is empty or
/// the value makes no sense for the rule.
Result<int> select(const std::vector<PathPoint>& points, const Selection& selection, std::string_view split = "validation");

}  // namespace sparsescope
