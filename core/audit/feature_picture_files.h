// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/feature_pictures.h"

namespace sparsescope {

/// Writes the pictures as PNG next to `file` and what is known of them into `file`, which comes last and alone makes them
/// complete.
Status writePicture(const std::filesystem::path& file, const FeaturePicture& picture);
/// Nothing where it is not there, damaged, or by a newer version. The wish and the data's extremes are not read.
std::optional<FeaturePicture> readPicture(const std::filesystem::path& file);

}  // namespace sparsescope
