// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/image.h"

#include <cstddef>
#include <vector>

namespace sparsescope {

/// A square picture in the making, or the derivative of something by one: red, green, blue (0 to 1 in a picture) and a fourth
/// number without meaning, so that a pixel is one vector. Row by row.
struct Canvas {
    static constexpr int channels = 4;

    explicit Canvas(int side = 0) : side(side), values(pixels() * channels) {}

    std::size_t pixels() const { return static_cast<std::size_t>(side) * static_cast<std::size_t>(side); }
    float* pixel(int x, int y) { return values.data() + at(x, y); }
    const float* pixel(int x, int y) const { return values.data() + at(x, y); }

    int side = 0;
    std::vector<float> values;

private:
    std::size_t at(int x, int y) const { return (static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)) * channels; }
};

/// The picture's middle square, resized to `side`.
Canvas canvasOf(const Image& image, int side);
/// Rounded to 8 bits.
Image imageOf(const Canvas& canvas);
/// Bilinear between pixel centres; for pictures that grow while they are made.
Canvas resizedCanvas(const Canvas& canvas, int side);

}  // namespace sparsescope
