// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/random.h"

namespace sparsescope {

/// Where in a picture each pixel of the network's input comes from, in pixels from the first one's centre:
/// (x, y) → (xx·x + xy·y + x0, yx·x + yy·y + y0). Small ones compose by then().
struct PixelMap {
    double xx = 1, xy = 0, x0 = 0;
    double yx = 0, yy = 1, y0 = 0;

    /// `inner` applied to what this one gives: the picture is transformed by `inner` first.
    PixelMap then(const PixelMap& inner) const;
};

/// By whole pixels: values are moved, never mixed.
PixelMap shifted(int x, int y);
/// Around the middle of a picture: `scale` > 1 enlarges.
PixelMap turned(double radians, double scale, int side);

/// How a picture is moved a little at each step, so that it cannot rest on single pixels (Mordvintsev, Olah and Tyka,
/// "Inceptionism", 2015). What comes in at the edges is grey, and the network sees its own size always.
struct TransformOptions {
    int jitter = 0;             ///< Whole pixels to each side, before the others.
    double scale = 0;           ///< Sizes from 1 − scale to 1 + scale.
    double radians = 0;         ///< Angles to each side.
    int lateJitter = 0;         ///< Whole pixels to each side, after the others.
};

/// As lucid proposes for 224 pixels, in proportion for other sizes.
TransformOptions standardTransforms(int side);

/// One draw: jitter, scale and rotation as one warp, jitter again.
PixelMap drawPixelMap(const TransformOptions& options, int side, Random& random);

}  // namespace sparsescope
