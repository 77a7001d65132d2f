// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/matrix.h"

#include <string>
#include <vector>

namespace sparsescope {

/// One feature over all rows; moments in double by two passes.
struct FeatureHealth {
    double mean = 0;
    double deviation = 0;
    double minimum = 0;
    double maximum = 0;
    double zeroShare = 0;       ///< Exactly zero.
    double saturatedShare = 0;  ///< At the maximum, where at least 1 % of rows share it exactly; 0 if constant.
    std::int64_t notFinite = 0; ///< NaN or Inf.
    bool dead = false;          ///< Zero everywhere.
    bool constant = false;      ///< Spread within rounding noise (dead included).
    bool saturated = false;     ///< saturatedShare ≥ 0.5
    int duplicateOf = -1;       ///< First earlier feature with the same values, or −1.
};

std::vector<FeatureHealth> featureHealth(FeatureMatrixRef features, int threads = 1);

}  // namespace sparsescope
