// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/image.h"
#include "data/resize_kernels.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

namespace {

double triangle(double x)
{
    return std::max(0.0, 1.0 - std::abs(x));
}

/// The integer weights with which `in` samples become `out`: a triangle around each output's centre, as wide as two
/// outputs when shrinking. Computed in Pillow's order of operations, since the last bit of a weight can move a pixel.
ResizeTaps makeTaps(int in, int out)
{
    const double scale = static_cast<double>(in) / out;
    const double support = std::max(scale, 1.0);
    ResizeTaps taps;
    taps.stride = static_cast<int>(std::ceil(support)) * 2 + 1;
    taps.first.resize(static_cast<std::size_t>(out));
    taps.count.resize(static_cast<std::size_t>(out));
    taps.weights.assign(static_cast<std::size_t>(out) * static_cast<std::size_t>(taps.stride), 0);
    std::vector<double> exact(static_cast<std::size_t>(taps.stride));
    for (std::size_t o = 0; o < taps.first.size(); ++o) {
        const double centre = (static_cast<double>(o) + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - support + 0.5));
        const int count = std::min(in, static_cast<int>(centre + support + 0.5)) - first;
        double sum = 0;
        for (int t = 0; t < count; ++t) {
            exact[static_cast<std::size_t>(t)] = triangle((t + first - centre + 0.5) * (1.0 / support));
            sum += exact[static_cast<std::size_t>(t)];
        }
        std::int32_t* weights = taps.weights.data() + o * static_cast<std::size_t>(taps.stride);
        for (int t = 0; t < count; ++t) {
            const double share = exact[static_cast<std::size_t>(t)] / sum;  // the centre always counts, so sum > 0
            weights[t] = static_cast<std::int32_t>(0.5 + share * (1 << resizeWeightBits));
        }
        taps.first[o] = first;
        taps.count[o] = count;
    }
    return taps;
}

Image emptyImage(int width, int height)
{
    Image image{width, height, {}};
    image.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    return image;
}

}  // namespace

Image resized(const Image& image, int width, int height)
{
    Image wide;
    if (width != image.width) {
        wide = emptyImage(width, image.height);
        resizeRows(image, makeTaps(image.width, width), wide);
    }
    const Image& source = width != image.width ? wide : image;
    if (height == image.height)
        return source;
    Image result = emptyImage(width, height);
    resizeColumns(source, makeTaps(image.height, height), result);
    return result;
}

Image resizedShorterSide(const Image& image, int size)
{
    const bool upright = image.width <= image.height;
    const std::int64_t shorter = upright ? image.width : image.height;
    const std::int64_t longer = upright ? image.height : image.width;
    const int scaled = static_cast<int>(std::int64_t{size} * longer / shorter);
    return upright ? resized(image, size, scaled) : resized(image, scaled, size);
}

Image cropped(const Image& image, int left, int top, int width, int height)
{
    Image result = emptyImage(width, height);
    for (int y = 0; y < height; ++y) {
        const auto from = (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(image.width)
                           + static_cast<std::size_t>(left)) * 3;
        std::copy_n(image.rgb.begin() + static_cast<std::ptrdiff_t>(from), static_cast<std::size_t>(width) * 3,
                    result.rgb.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y * width) * 3));
    }
    return result;
}

}  // namespace sparsescope
