// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/overlay.h"

#include "explain/cividis_table.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

namespace {

std::array<std::uint8_t, 3> tableColour(std::size_t index)
{
    const std::uint32_t rgb = cividisTable[index];
    return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8), static_cast<std::uint8_t>(rgb)};
}

/// Where a pixel's centre falls between two cells of the map along one axis.
struct Between {
    int low = 0;
    int high = 0;
    double share = 0;  ///< Of `high`.
};

std::vector<Between> cellsOf(int pixels, int cells)
{
    std::vector<Between> result(static_cast<std::size_t>(pixels));
    for (int i = 0; i < pixels; ++i) {
        const double centre = (i + 0.5) * cells / pixels - 0.5;
        const double inside = std::clamp(centre, 0.0, cells - 1.0);
        const int low = static_cast<int>(inside);
        result[static_cast<std::size_t>(i)] = {low, std::min(low + 1, cells - 1), inside - low};
    }
    return result;
}

double sample(const ActivationMap& map, const Between& y, const Between& x)
{
    const auto at = [&map](int row, int column) {
        const float value = map.values[static_cast<std::size_t>(row) * static_cast<std::size_t>(map.width)
                                       + static_cast<std::size_t>(column)];
        return std::isfinite(value) ? static_cast<double>(value) : 0.0;
    };
    const double top = at(y.low, x.low) * (1 - x.share) + at(y.low, x.high) * x.share;
    const double bottom = at(y.high, x.low) * (1 - x.share) + at(y.high, x.high) * x.share;
    return top * (1 - y.share) + bottom * y.share;
}

double largestFinite(const ActivationMap& map)
{
    double largest = 0;
    for (const float value : map.values)
        if (std::isfinite(value))
            largest = std::max(largest, static_cast<double>(value));
    return largest;
}

void blend(std::uint8_t* pixel, const std::array<std::uint8_t, 3>& colour, double opacity)
{
    for (std::size_t channel = 0; channel < 3; ++channel)
        pixel[channel] = static_cast<std::uint8_t>(
            std::lround(pixel[channel] * (1 - opacity) + static_cast<double>(colour[channel]) * opacity));
}

}  // namespace

std::array<std::uint8_t, 3> cividis(double position)
{
    const double clamped = position > 0 ? std::min(position, 1.0) : 0.0;  // NaN becomes 0
    const double scaled = clamped * (cividisTable.size() - 1);
    return tableColour(static_cast<std::size_t>(std::lround(scaled)));
}

bool isWhole(const ActivationMap& map)
{
    return map.width > 0 && map.height > 0
        && map.values.size() == static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height);
}

std::vector<double> enlarged(const ActivationMap& map, int width, int height)
{
    std::vector<double> values;
    if (!isWhole(map) || width <= 0 || height <= 0)
        return values;
    values.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    const std::vector<Between> columns = cellsOf(width, map.width);
    for (const Between& y : cellsOf(height, map.height))
        for (const Between& x : columns)
            values.push_back(sample(map, y, x));
    return values;
}

Image overlay(const Image& visible, const ActivationMap& map, double opacity, double ceiling)
{
    Image result = visible;
    const double top = ceiling > 0 ? ceiling : largestFinite(map);
    if (!(top > 0))
        return result;
    std::uint8_t* pixel = result.rgb.data();
    for (const double value : enlarged(map, visible.width, visible.height)) {
        const double strength = std::clamp(value / top, 0.0, 1.0);
        blend(pixel, cividis(strength), opacity * strength);
        pixel += 3;
    }
    return result;
}

Image painted(const Image& picture, const std::vector<bool>& part, const std::array<std::uint8_t, 3>& colour)
{
    Image result = picture;
    for (std::size_t pixel = 0; pixel < part.size() && 3 * pixel + 2 < result.rgb.size(); ++pixel)
        if (part[pixel])
            std::copy(colour.begin(), colour.end(), result.rgb.begin() + static_cast<std::ptrdiff_t>(3 * pixel));
    return result;
}

}  // namespace sparsescope
