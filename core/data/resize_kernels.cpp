// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/resize_kernels.h"

#include "data/resize_avx2.h"

#include <algorithm>

namespace sparsescope {

namespace {

constexpr std::int32_t half = 1 << (resizeWeightBits - 1);

std::uint8_t toPixel(std::int32_t sum)
{
    return static_cast<std::uint8_t>(std::min(sum >> resizeWeightBits, 255));
}

void shrinkRow(const ResizePass& pass, std::ptrdiff_t y)
{
    const std::uint8_t* row = pass.in + y * pass.inRow;
    std::uint8_t* to = pass.out + y * pass.outRow;
    for (std::size_t x = 0; x < pass.taps.first.size(); ++x, to += 3) {
        const std::int32_t* weight = pass.taps.weights.data() + x * static_cast<std::size_t>(pass.taps.stride);
        const std::uint8_t* pixel = row + std::ptrdiff_t{pass.taps.first[x]} * 3;
        std::int32_t red = half;
        std::int32_t green = half;
        std::int32_t blue = half;
        for (int t = pass.taps.count[x]; t > 0; --t, ++weight, pixel += 3) {
            red += *weight * pixel[0];
            green += *weight * pixel[1];
            blue += *weight * pixel[2];
        }
        to[0] = toPixel(red);
        to[1] = toPixel(green);
        to[2] = toPixel(blue);
    }
}

/// Bytes `from` to the end of output row y, in blocks whose sums stay in the cache.
void mixRows(const ResizePass& pass, std::ptrdiff_t y, std::ptrdiff_t from)
{
    const std::int32_t* weights = pass.taps.weights.data() + y * pass.taps.stride;
    const int count = pass.taps.count[static_cast<std::size_t>(y)];
    const std::uint8_t* top = pass.in + pass.taps.first[static_cast<std::size_t>(y)] * pass.inRow;
    std::uint8_t* to = pass.out + y * pass.outRow;
    constexpr std::ptrdiff_t block = 256;
    std::int32_t sums[block];
    for (std::ptrdiff_t start = from; start < pass.inRow; start += block) {
        const std::ptrdiff_t size = std::min(block, pass.inRow - start);
        std::fill_n(sums, size, half);
        for (int t = 0; t < count; ++t) {
            const std::uint8_t* row = top + t * pass.inRow + start;
            for (std::ptrdiff_t i = 0; i < size; ++i)
                sums[i] += weights[t] * row[i];
        }
        for (std::ptrdiff_t i = 0; i < size; ++i)
            to[start + i] = toPixel(sums[i]);
    }
}

ResizePass passOver(const Image& in, const ResizeTaps& taps, Image& out)
{
    return {in.rgb.data(), out.rgb.data(), std::ptrdiff_t{in.width} * 3, std::ptrdiff_t{out.width} * 3,
            in.height, out.height, taps};
}

}  // namespace

void resizeRows(const Image& in, const ResizeTaps& taps, Image& out)
{
    const ResizePass pass = passOver(in, taps, out);
    for (std::ptrdiff_t y = shrinkRowsAvx2(pass); y < in.height; ++y)
        shrinkRow(pass, y);
}

void resizeColumns(const Image& in, const ResizeTaps& taps, Image& out)
{
    const ResizePass pass = passOver(in, taps, out);
    const std::ptrdiff_t done = mixRowsAvx2(pass);
    for (std::ptrdiff_t y = 0; y < out.height; ++y)
        mixRows(pass, y, done);
}

}  // namespace sparsescope
