// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/image.h"

namespace sparsescope {

/// The orientation 1…8 in an EXIF block ("II*\0" or "MM\0*" on, with or without "Exif\0\0" before it). 1 where there is
/// none or the block is broken: a picture is not lost for its camera's notes.
int exifOrientation(std::span<const std::byte> exif);

/// The picture turned and mirrored upright.
Image upright(Image image, int orientation);

}  // namespace sparsescope
