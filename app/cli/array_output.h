// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

#include <filesystem>

namespace sparsescope::cli {

/// Writes a path of at least one point for other programs, in float64: W.npy (λs, classes, features) on the standardised
/// features, b.npy (λs, classes), mean.npy and std.npy (features), lams.npy and times.npy (λs; seconds since the start),
/// and certificate.json with what proves each point.
Status writePathArrays(const std::filesystem::path& folder, const PathResult& path);

}  // namespace sparsescope::cli
