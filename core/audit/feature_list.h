// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "glm/sparse_head.h"

#include <string>
#include <vector>

// What a list of all features can be narrowed to and ordered by; the same in the window and on the command line.

namespace sparsescope {

struct FeatureFilter {
    enum class Use { Any, Used, Unused };           ///< By the head in view.
    enum class Health { Any, Good, Problem };
    enum class Naming { Any, Named, Unnamed, Noted };   ///< By the person; a note is one where a name is or not.

    Use use = Use::Any;
    Health health = Health::Any;
    Naming naming = Naming::Any;
    int klass = -1;                                 ///< What this class uses; −1: whatever class.
    std::optional<double> leastStability = {};      ///< Leaves out what is found in a smaller share of the draws,
    std::optional<double> belowStability = {};      ///< or in this share and more. Without draws both keep nothing.
    std::string words = {};                         ///< Each in the number, a name, the note or the health.

    bool operator==(const FeatureFilter&) const = default;
};

bool hasProblem(const FeatureHealth& health);

/// Whether a row of featureList() for this head passes.
bool keeps(const FeatureFilter& filter, const FeatureRow& row, const SparseHead& head);

enum class FeatureOrder { Number, Name, Classes, Weight, Mean, Deviation, Zero, Stability };

/// Orders rows; equal ones by number. `descending`: the largest first, and by |weight| for weights. Rows without a name or a
/// stability come last either way.
void sortFeatures(std::vector<FeatureRow>& rows, FeatureOrder order, bool descending);

}  // namespace sparsescope
