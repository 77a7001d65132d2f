// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/resampler.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

namespace {

constexpr float grey = 0.5F;

/// A pixel in one vector register.
typedef float Pixel __attribute__((vector_size(16)));
typedef float LoosePixel __attribute__((vector_size(16), aligned(4), may_alias));

Pixel load(const float* from)
{
    return *reinterpret_cast<const LoosePixel*>(from);
}

/// The four neighbours of a place in a ringed picture and their shares.
struct Taps {
    std::size_t at;         ///< Of the upper left one; the others follow and lie a row below.
    float right, below;     ///< Shares of the right column and of the lower row.
};

/// Places beyond the ring have the ring's value, as it goes on without end.
Taps tapsOf(float x, float y, int side)
{
    const auto last = static_cast<float>(side);
    x = std::clamp(x, -1.0F, last);
    y = std::clamp(y, -1.0F, last);
    const int left = std::min(static_cast<int>(x + 1), side);
    const int top = std::min(static_cast<int>(y + 1), side);
    const auto row = static_cast<std::size_t>(side + 2);
    return {(static_cast<std::size_t>(top) * row + static_cast<std::size_t>(left)) * Canvas::channels,
            x + 1 - static_cast<float>(left), y + 1 - static_cast<float>(top)};
}

/// Calls work(pixel of the input, taps) for each of them.
template <typename Work>
void overPixels(const PixelMap& placement, int side, Work&& work)
{
    std::size_t pixel = 0;
    const auto xx = static_cast<float>(placement.xx);
    const auto yx = static_cast<float>(placement.yx);
    for (int y = 0; y < side; ++y) {
        const auto startX = static_cast<float>(placement.xy * y + placement.x0);
        const auto startY = static_cast<float>(placement.yy * y + placement.y0);
        for (int x = 0; x < side; ++x, ++pixel)
            work(pixel, tapsOf(startX + xx * static_cast<float>(x), startY + yx * static_cast<float>(x), side));
    }
}

}  // namespace

Resampler::Resampler(int side, const Preprocessing& preprocessing)
    : m_side(side), m_ringed(static_cast<std::size_t>(side + 2) * static_cast<std::size_t>(side + 2) * Canvas::channels)
{
    for (std::size_t c = 0; c < 3; ++c) {
        m_mean[c] = static_cast<float>(preprocessing.mean[c]);
        m_factor[c] = static_cast<float>(1 / preprocessing.deviation[c]);
    }
}

void Resampler::toInput(const Canvas& picture, const PixelMap& placement, std::span<float> input)
{
    const auto row = static_cast<std::size_t>(m_side + 2) * Canvas::channels;
    const auto inner = static_cast<std::size_t>(m_side) * Canvas::channels;
    std::ranges::fill(m_ringed, grey);
    for (std::size_t y = 0; y < static_cast<std::size_t>(m_side); ++y)
        std::copy_n(picture.values.data() + y * inner, inner, m_ringed.data() + (y + 1) * row + Canvas::channels);
    const Pixel mean = load(m_mean.data());
    const Pixel factor = load(m_factor.data());
    overPixels(placement, m_side, [&](std::size_t pixel, const Taps& taps) {
        const float* at = m_ringed.data() + taps.at;
        const Pixel upper = load(at) * (1 - taps.right) + load(at + Canvas::channels) * taps.right;
        const Pixel lower = load(at + row) * (1 - taps.right) + load(at + row + Canvas::channels) * taps.right;
        const Pixel value = (upper * (1 - taps.below) + lower * taps.below - mean) * factor;
        float* to = input.data() + pixel * 3;
        to[0] = value[0];
        to[1] = value[1];
        to[2] = value[2];
    });
}

void Resampler::toPicture(std::span<const float> inputSlope, const PixelMap& placement, Canvas& slope)
{
    const auto row = static_cast<std::size_t>(m_side + 2) * Canvas::channels;
    const auto inner = static_cast<std::size_t>(m_side) * Canvas::channels;
    std::ranges::fill(m_ringed, 0.0F);
    const Pixel factor = load(m_factor.data());
    const auto add = [&](std::size_t at, const Pixel& value) {
        auto* to = reinterpret_cast<LoosePixel*>(m_ringed.data() + at);
        *to = *to + value;
    };
    overPixels(placement, m_side, [&](std::size_t pixel, const Taps& taps) {
        const float* from = inputSlope.data() + pixel * 3;
        const Pixel value = Pixel{from[0], from[1], from[2], 0} * factor;
        const Pixel upper = value * (1 - taps.below);
        const Pixel lower = value * taps.below;
        add(taps.at, upper * (1 - taps.right));
        add(taps.at + Canvas::channels, upper * taps.right);
        add(taps.at + row, lower * (1 - taps.right));
        add(taps.at + row + Canvas::channels, lower * taps.right);
    });
    for (std::size_t y = 0; y < static_cast<std::size_t>(m_side); ++y)
        std::copy_n(m_ringed.data() + (y + 1) * row + Canvas::channels, inner, slope.values.data() + y * inner);
}

}  // namespace sparsescope
