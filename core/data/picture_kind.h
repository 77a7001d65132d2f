// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace sparsescope {

/// The kinds that are decoded. Everything else never reaches a decoder, whatever its name ends in.
enum class PictureKind : std::uint8_t { Jpeg, Png, Bmp, WebP, Gif, Other };

PictureKind pictureKind(std::span<const std::byte> bytes);

/// What a file of kind Other seems to be: "DICOM", "a TIFF picture", "text"; empty if nothing is recognised.
std::string guessContent(std::span<const std::byte> bytes);

}  // namespace sparsescope
