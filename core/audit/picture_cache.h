// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/gradient_map.h"
#include "explain/segment_effects.h"

#include <filesystem>
#include <optional>

// What explanations of pictures are kept as in pictures/. The files may come from anyone's audit: whatever does not fit is
// as if it were not there. What cannot be written costs time later, nothing now.

namespace sparsescope {

/// `segments` × `targets` must be as asked.
std::optional<SegmentEffects> readSegmentEffects(const std::filesystem::path& file, int segments, int targets);
void writeSegmentEffects(const std::filesystem::path& file, const SegmentEffects& effects);

std::optional<GradientMap> readMap(const std::filesystem::path& file);
void writeMap(const std::filesystem::path& file, const GradientMap& map);

}  // namespace sparsescope
