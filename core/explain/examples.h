// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/matrix.h"

#include <functional>
#include <vector>

namespace sparsescope {

/// The `count` rows with the largest (or smallest) values of one feature among those that `accept`; ties by row number.
std::vector<std::int64_t> extremeRows(FeatureMatrixRef features, int feature, int count, bool largest,
                                      const std::function<bool(std::int64_t row)>& accept = {});

struct Histogram {
    double minimum = 0;
    double maximum = 0;
    std::vector<std::int64_t> counts;   ///< Equal-width bins over [minimum, maximum].
};

Histogram histogram(FeatureMatrixRef features, int feature, int bins,
                    const std::function<bool(std::int64_t row)>& accept = {});

}  // namespace sparsescope
