// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/cpu_pooling.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sparsescope {

namespace {

/// Calls visit(output, input, place) with the first channels' positions for every place of the kernel that lies inside.
template <typename Visit>
void visitPlaces(const Step& step, const MapShape& in, Visit&& visit)
{
    const MapShape out = pooledShape(step, in);
    std::size_t output = 0;
    for (int picture = 0; picture < in.count; ++picture)
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x, output += static_cast<std::size_t>(in.channels))
                for (int place = 0; place < step.kernel * step.kernel; ++place) {
                    const int row = y * step.stride - step.padding + place / step.kernel;
                    const int column = x * step.stride - step.padding + place % step.kernel;
                    if (row < 0 || row >= in.height || column < 0 || column >= in.width)
                        continue;
                    const std::size_t pixel = (static_cast<std::size_t>(picture) * in.height + row) * in.width + column;
                    visit(output, pixel * static_cast<std::size_t>(in.channels), static_cast<std::uint8_t>(place));
                }
}

}  // namespace

MapShape pooledShape(const Step& step, const MapShape& input)
{
    const auto outputs = [&](int size) { return (size + 2 * step.padding - step.kernel) / step.stride + 1; };
    return {input.count, outputs(input.height), outputs(input.width), input.channels};
}

void poolLargest(const Step& step, const MapShape& shape, const float* input, float* output, std::uint8_t* largest)
{
    const MapShape out = pooledShape(step, shape);
    const std::size_t floats = static_cast<std::size_t>(out.count) * out.height * out.width * out.channels;
    std::fill_n(output, floats, -std::numeric_limits<float>::infinity());
    std::fill_n(largest, floats, std::uint8_t{0});
    visitPlaces(step, shape, [&](std::size_t to, std::size_t from, std::uint8_t place) {
        for (int channel = 0; channel < shape.channels; ++channel, ++to, ++from)
            if (input[from] > output[to] || std::isnan(input[from])) {
                output[to] = input[from];
                largest[to] = place;
            }
    });
}

void spreadLargest(const Step& step, const MapShape& shape, const float* slope, const std::uint8_t* largest,
                   float* gradient)
{
    std::fill_n(gradient, static_cast<std::size_t>(shape.count) * shape.height * shape.width * shape.channels, 0.0F);
    visitPlaces(step, shape, [&](std::size_t from, std::size_t to, std::uint8_t place) {
        for (int channel = 0; channel < shape.channels; ++channel, ++to, ++from)
            gradient[to] += largest[from] == place ? slope[from] : 0.0F;
    });
}

}  // namespace sparsescope
