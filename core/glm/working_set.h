// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/local_model.h"

#include <algorithm>

namespace sparsescope {

/// The loss (with residuals and means) at points of a working set, in float32 or in double.
struct Evaluation {
    double objective = 0;
    WorkingPoint point;
    RowTable<float> means;
    bool separated = false;  ///< Known in double only.
};

/// Evaluates loss, penalty and gradient at weights on `working`. `exactly`: everything in double.
Evaluation evaluateAt(const Problem& problem, const Penalty& penalty, const Pattern& working, Eigen::VectorXd weights,
                      Eigen::VectorXd bias, bool exactly);

/// The entries of `working` out of all d × Q weights, and back.
Eigen::VectorXd gatherEntries(const Pattern& working, const Eigen::MatrixXd& all);
Eigen::MatrixXd scatterEntries(const Pattern& working, const Eigen::VectorXd& entries, int columns);

/// `working` and the coordinates at which `wanted(column, output)`.
template <typename Wanted>
Pattern extended(const Pattern& working, int columns, const Wanted& wanted)
{
    Pattern wider;
    wider.shared = true;
    for (int q = 0; q < working.outputs(); ++q) {
        const auto inside = working.of(q);
        auto next = inside.begin();
        for (int j = 0; j < columns; ++j) {
            const bool present = next != inside.end() && *next == j;
            if (present)
                ++next;
            if (present || wanted(j, q))
                wider.columns.push_back(j);
        }
        wider.closeOutput();
        wider.shared = wider.shared && std::ranges::equal(wider.of(q), wider.of(0));
    }
    return wider;
}

}  // namespace sparsescope
