// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/picture_runner.h"

#include <array>

namespace sparsescope {

struct OcclusionOptions {
    int size = 0;               ///< Side of the square in pixels; 0: a sixth of the picture.
    int stride = 0;             ///< Pixels from one square to the next, about; 0: a fourteenth of the picture.
    std::array<std::uint8_t, 3> colour{128, 128, 128};
    RunnerOptions runner;
};

struct OcclusionMaps {
    std::vector<ActivationMap> maps;    ///< T: by how much the target drops with a square over each cell; may be negative.
    Eigen::VectorXd value;              ///< T: of the whole picture.
    int size = 0;                       ///< That was used.
    int passes = 0;
};

/// Covers the picture with one square after the other (Zeiler and Fergus, ECCV 2014), all targets from the same passes. The
/// squares' centres are those of a grid of cells, so that overlay() lays the map where it was measured. `visible`: what the
/// network sees (crop²). Errors: as the model gives them; E-PICTURE-001, E-OCCLUDE-001.
Result<OcclusionMaps> occlusionMaps(const VisionModel& model, const Image& visible, const FeatureTarget& target,
                                    const OcclusionOptions& options, Progress& progress);

}  // namespace sparsescope
