// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/canvas.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

Canvas canvasOf(const Image& image, int side)
{
    const Image fitted = resizedShorterSide(image, side);
    const Image square = cropped(fitted, (fitted.width - side) / 2, (fitted.height - side) / 2, side, side);
    Canvas canvas(side);
    for (std::size_t pixel = 0; pixel < canvas.pixels(); ++pixel)
        for (std::size_t c = 0; c < 3; ++c)
            canvas.values[pixel * Canvas::channels + c] = static_cast<float>(square.rgb[pixel * 3 + c]) / 255.0F;
    return canvas;
}

Image imageOf(const Canvas& canvas)
{
    Image image{canvas.side, canvas.side, std::vector<std::uint8_t>(canvas.pixels() * 3)};
    for (std::size_t pixel = 0; pixel < canvas.pixels(); ++pixel)
        for (std::size_t c = 0; c < 3; ++c) {
            const float value = std::clamp(canvas.values[pixel * Canvas::channels + c], 0.0F, 1.0F);
            image.rgb[pixel * 3 + c] = static_cast<std::uint8_t>(std::lround(value * 255.0F));
        }
    return image;
}

Canvas resizedCanvas(const Canvas& canvas, int side)
{
    Canvas resized(side);
    const double step = static_cast<double>(canvas.side) / side;
    const auto place = [&](int i) { return std::clamp((i + 0.5) * step - 0.5, 0.0, canvas.side - 1.0); };
    for (int y = 0; y < side; ++y) {
        const double v = place(y);
        const int top = static_cast<int>(v);
        const int bottom = std::min(top + 1, canvas.side - 1);
        for (int x = 0; x < side; ++x) {
            const double u = place(x);
            const int left = static_cast<int>(u);
            const int right = std::min(left + 1, canvas.side - 1);
            for (int c = 0; c < Canvas::channels; ++c) {
                const double upper = std::lerp(canvas.pixel(left, top)[c], canvas.pixel(right, top)[c], u - left);
                const double lower = std::lerp(canvas.pixel(left, bottom)[c], canvas.pixel(right, bottom)[c], u - left);
                resized.pixel(x, y)[c] = static_cast<float>(std::lerp(upper, lower, v - top));
            }
        }
    }
    return resized;
}

}  // namespace sparsescope
