// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "models/vision_model.h"

#include <cstdint>
#include <vector>

namespace sparsescope {

struct GradientMapOptions {
    int copies = 16;            ///< Noisy copies that are averaged; 1: the picture alone, without noise.
    double noise = 0.15;        ///< Deviation, as a share of the range of the normalised picture.
    int cell = 0;               ///< Pixels of a cell of the map; 0: a fourteenth of the picture.
    std::uint64_t seed = 0;
};

struct GradientMap {
    ActivationMap map;          ///< Σ over each cell's pixels of gradient × (input − its mean colour); may be negative.
    bool relaxed = false;       ///< The feature's own slope is 0 here; this is that of the relaxed last activation.
    bool vanishes = false;      ///< Both are 0 everywhere: the map tells nothing.
};

/// Where a direction in feature space (d slopes; 1 for one feature, 0 for others) hangs on the picture: gradient × input
/// (Shrikumar et al. 2017), the gradient averaged over noisy copies (SmoothGrad; Smilkov et al. 2017). Input is counted from the
/// picture's mean colour, so that an even background has no say. `visible`: what the network sees
/// (crop²). Same seed, same bits. Errors: as the model gives them (a network without gradients); E-PICTURE-001,
/// E-GRADMAP-001 for options out of range.
Result<GradientMap> gradientMap(const VisionModel& model, const Image& visible, const std::vector<float>& direction,
                                const GradientMapOptions& options, Progress& progress);

}  // namespace sparsescope
