// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/transforms.h"

#include <cmath>
#include <numbers>

namespace sparsescope {

namespace {

int drawShift(int most, Random& random)
{
    return static_cast<int>(random.below(static_cast<std::uint64_t>(2 * most + 1))) - most;
}

PixelMap drawShifts(int most, Random& random)
{
    const int x = drawShift(most, random);
    const int y = drawShift(most, random);
    return shifted(x, y);
}

double drawAround(double middle, double most, Random& random)
{
    return middle + most * (2 * random.uniform() - 1);
}

}  // namespace

PixelMap PixelMap::then(const PixelMap& inner) const
{
    return {inner.xx * xx + inner.xy * yx, inner.xx * xy + inner.xy * yy, inner.xx * x0 + inner.xy * y0 + inner.x0,
            inner.yx * xx + inner.yy * yx, inner.yx * xy + inner.yy * yy, inner.yx * x0 + inner.yy * y0 + inner.y0};
}

PixelMap shifted(int x, int y)
{
    return {1, 0, static_cast<double>(-x), 0, 1, static_cast<double>(-y)};
}

PixelMap turned(double radians, double scale, int side)
{
    const double middle = (side - 1) / 2.0;
    const double c = std::cos(radians) / scale;
    const double s = std::sin(radians) / scale;
    return {c, s, middle - c * middle - s * middle, -s, c, middle + s * middle - c * middle};
}

TransformOptions standardTransforms(int side)
{
    const double size = side / 224.0;
    return {static_cast<int>(std::lround(4 * size)), 0.1, 10 * std::numbers::pi / 180, static_cast<int>(std::lround(2 * size))};
}

PixelMap drawPixelMap(const TransformOptions& options, int side, Random& random)
{
    const PixelMap early = drawShifts(options.jitter, random);
    const double scale = drawAround(1, options.scale, random);
    const double radians = drawAround(0, options.radians, random);
    const PixelMap late = drawShifts(options.lateJitter, random);
    return late.then(turned(radians, scale, side)).then(early);
}

}  // namespace sparsescope
