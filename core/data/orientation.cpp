// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/orientation.h"

#include "data/decode_support.h"

#include <cstring>

namespace sparsescope {

namespace {

constexpr std::uint32_t orientationTag = 0x0112;
constexpr std::uint32_t shortType = 3;
constexpr std::uint32_t longType = 4;

/// The value of the orientation entry at `entry`, or 0 if the entry is another one.
std::uint32_t orientationIn(const ByteView& tiff, std::uint64_t entry, bool big)
{
    if (tiff.number(entry, 2, big) != orientationTag || tiff.number(entry + 4, 4, big) != 1)
        return 0;
    const std::uint32_t type = tiff.number(entry + 2, 2, big);
    if (type != shortType && type != longType)
        return 0;
    return tiff.number(entry + 8, type == shortType ? 2 : 4, big);
}

}  // namespace

int exifOrientation(std::span<const std::byte> exif)
{
    if (exif.size() >= 6 && std::memcmp(exif.data(), "Exif\0\0", 6) == 0)
        exif = exif.subspan(6);
    const ByteView tiff(exif);
    const bool big = tiff.startsWith("MM");
    if ((!big && !tiff.startsWith("II")) || tiff.number(2, 2, big) != 42)
        return 1;
    const std::uint64_t directory = tiff.number(4, 4, big);
    const std::uint64_t count = tiff.number(directory, 2, big);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint32_t value = orientationIn(tiff, directory + 2 + 12 * i, big);
        if (value >= 1 && value <= 8)
            return static_cast<int>(value);
    }
    return 1;
}

Image upright(Image image, int orientation)
{
    if (orientation < 2 || orientation > 8)
        return image;
    const bool turned = orientation >= 5;
    const bool mirrorColumns = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool mirrorRows = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    Image result = blankImage(turned ? image.height : image.width, turned ? image.width : image.height);
    std::uint8_t* to = result.rgb.data();
    for (int y = 0; y < result.height; ++y) {
        for (int x = 0; x < result.width; ++x, to += 3) {
            const int column = turned ? y : x;
            const int row = turned ? x : y;
            const int fromColumn = mirrorColumns ? image.width - 1 - column : column;
            const int fromRow = mirrorRows ? image.height - 1 - row : row;
            std::memcpy(to, pixelAt(image, fromColumn, fromRow), 3);
        }
    }
    return result;
}

}  // namespace sparsescope
