// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/vision_model.h"

#include <span>

namespace sparsescope {

/// count × side × side × 3 floats.
struct PictureBatch {
    std::span<const float> values;
    int count = 0;
    int side = 0;
};

/// How a function of a network's features changes with its pictures. Runs may overlap in several threads.
class PictureGradient {
public:
    PictureGradient() = default;
    PictureGradient(const PictureGradient&) = delete;
    PictureGradient& operator=(const PictureGradient&) = delete;
    virtual ~PictureGradient() = default;

    /// As VisionModel::gradient(), for sizes that were checked. Exceptions pass through.
    virtual Status run(const PictureBatch& pictures, const FeatureSlope& slope, LastActivation last,
                       std::span<float> gradient) const = 0;
};

}  // namespace sparsescope
