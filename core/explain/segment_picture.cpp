// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/segment_picture.h"

#include "explain/map_shapes.h"
#include "explain/overlay.h"
#include "explain/segment_effects.h"

namespace sparsescope {

namespace {

constexpr std::array<std::uint8_t, 3> positiveColour{0x56, 0xB4, 0xE9};
constexpr std::array<std::uint8_t, 3> negativeColour{0xE6, 0x9F, 0x00};
constexpr std::array<std::uint8_t, 3> lineColour{0x80, 0x80, 0x80};

/// A third of its light and no colour, so that what is left catches the eye.
void dim(std::uint8_t* pixel)
{
    const int grey = (pixel[0] * 3 + pixel[1] * 6 + pixel[2]) / 10;
    pixel[0] = pixel[1] = pixel[2] = static_cast<std::uint8_t>(24 + grey / 3);
}

}  // namespace

Image segmentPicture(const Image& visible, const Superpixels& segments, const std::vector<int>& chosen, const SegmentPictureOptions& options)
{
    const std::vector<bool> part = pixelsOf(segments, chosen);
    Image result = visible;
    for (std::size_t pixel = 0; pixel < part.size(); ++pixel)
        if (!part[pixel])
            dim(result.rgb.data() + 3 * pixel);
    if (options.allBoundaries)
        result = painted(result, boundaries(segments), lineColour);
    return painted(result, outlineOf(part, segments.width, segments.height), options.negative ? negativeColour : positiveColour);
}

}  // namespace sparsescope
