// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "glm/matrix.h"

#include <filesystem>
#include <string>

namespace sparsescope {

/// Rows of features with their labels, as the method's original code caches them.
struct CachedRows {
    FeatureMatrix features;
    Labels labels;
    std::string sha256;  ///< Over the bytes of all its files.
};

/// 0_features.npy and 0_labels.npy, 1_…, up to the last. A gap, a part without labels, other widths, labels that are
/// not whole numbers from 0 to classes − 1: an error that names the file. Nothing is left out in silence.
Result<CachedRows> readFeatureCache(const std::filesystem::path& folder, int classes, Progress& progress);

/// The rows that the original holds out for validation, as torch.utils.data.random_split draws them: true for those.
std::vector<bool> originalValidationRows(std::int64_t rows, double share, std::uint64_t seed);

}  // namespace sparsescope
