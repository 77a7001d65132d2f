// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/model_info.h"
#include "vis/canvas.h"
#include "vis/transforms.h"

#include <array>
#include <span>
#include <vector>

namespace sparsescope {

/// Takes a picture through a placement to a network's input: bilinear, grey beyond the edges, normalised as the network wants
/// it. Keeps scratch memory: one thread at a time.
class Resampler {
public:
    Resampler(int side, const Preprocessing& preprocessing);

    /// `input`: side × side × 3.
    void toInput(const Canvas& picture, const PixelMap& placement, std::span<float> input);
    /// The exact adjoint: the derivative by the input becomes that by the picture.
    void toPicture(std::span<const float> inputSlope, const PixelMap& placement, Canvas& slope);

private:
    int m_side;
    std::array<float, 4> m_mean{};
    std::array<float, 4> m_factor{};
    std::vector<float> m_ringed;        ///< A picture with one pixel more on each side.
};

}  // namespace sparsescope
