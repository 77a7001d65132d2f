// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/random.h"
#include "vis/canvas.h"

#include <memory>
#include <span>
#include <vector>

namespace sparsescope {

/// How a row of numbers is a picture: what is climbed in. Objects keep scratch memory: one thread at a time.
class Parameterisation {
public:
    virtual ~Parameterisation() = default;

    virtual int side() const = 0;
    virtual std::size_t parameters() const = 0;

    virtual void draw(std::span<const float> parameters, Canvas& canvas) = 0;
    /// The derivative by the picture becomes that by the parameters; `slope` is used up. `canvas` is what draw() gave.
    virtual void pullBack(const Canvas& canvas, Canvas& slope, std::span<float> gradient) = 0;

    /// Parameters of faint noise around grey.
    virtual std::vector<float> noise(Random& random, float deviation) const = 0;
    /// Parameters that draw this picture, but for values next to 0 and 1.
    virtual std::vector<float> of(const Canvas& picture) = 0;
};

/// Pixels with decorrelated colours.
std::unique_ptr<Parameterisation> makePixelPicture(int side);
/// The spectrum of each decorrelated colour, scaled by 1/frequency as photographs are, so that one step moves all frequencies
/// alike (as lucid does: Olah, Mordvintsev and Schubert, 2017).
std::unique_ptr<Parameterisation> makeFourierPicture(int side);

}  // namespace sparsescope
