// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/files.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace sparsescope {

/// 8-bit RGB, row by row, no padding.
struct Image {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
};

struct DecodeLimits {
    std::int64_t pixels = 100'000'000;      ///< Checked on the header, before pixel memory is taken.
    std::uint64_t fileBytes = 256ULL << 20;
};

/// Decodes JPEG, PNG, BMP, WebP or GIF, of animations the first frame, told apart by signature alone; everything else is
/// refused by name. EXIF orientation is applied; grey, palette, 16-bit and CMYK become RGB; alpha is laid over white.
/// Truncated or damaged pictures are errors. `name` is for the sentence.
Result<Image> decodeImage(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits = {});
Result<Image> loadImage(const std::filesystem::path& path, const DecodeLimits& limits = {});

/// Bilinear with support widened when shrinking, in fixed point: the pixels that Pillow's resize(BILINEAR) gives, bit
/// by bit. Sizes must be positive.
Image resized(const Image& image, int width, int height);
/// The shorter side becomes `size`, the longer one size·long/short, cut off: torchvision's Resize(size).
Image resizedShorterSide(const Image& image, int size);
Image cropped(const Image& image, int left, int top, int width, int height);

Result<Bytes> encodePng(const Image& image);
Result<Bytes> encodeJpeg(const Image& image, int quality = 88);

}  // namespace sparsescope
