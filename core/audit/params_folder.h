// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/fit_data.h"
#include "formats/tensor.h"
#include "glm/path.h"

#include <filesystem>
#include <map>
#include <optional>

// What the method's original code (MadryLab/DebuggableDeepNetworks, with glm_saga) leaves behind:
//   checkpoint/params0.pth, params1.pth, …     one head for each λ, from the largest λ down, 0 ("dense") last
//   features/metadata_train.pth                mean and deviation that the heads' features are standardised with
//   features/features_{train,test}/            {i}_features.npy and {i}_labels.npy, about 20,000 rows each
// Read as untrusted, through openCheckpoint; nothing in the files is called.

namespace sparsescope {

/// Where the parts lie that were found.
struct ParamsFolder {
    std::vector<std::filesystem::path> params;  ///< By number, without a gap.
    std::optional<std::filesystem::path> metadata;
};

/// The files in `folder` itself, or in its folders checkpoint and features. None or a gap is an error.
Result<ParamsFolder> findParams(const std::filesystem::path& folder);

/// Everything in a params file but the head.
struct ParamsSettings {
    double lambda = 0;
    double alpha = 0;
    double seconds = 0;                        ///< For this λ alone; 0 where it is not told.
    std::map<std::string, double> accuracies;  ///< By split, 0…1, where told.
};

Result<ParamsSettings> readParamsSettings(const std::filesystem::path& file);
/// [classes, features] of the head, both at least 1; the bias is not looked at.
Result<Shape> readParamsShape(const std::filesystem::path& file);
/// The head, its zeros left out. It must have this shape and be finite.
Result<SparseHead> readParamsHead(const std::filesystem::path& file, int classes, int features);

struct ParamsMetadata {
    Standardization scale;                 ///< Deviations are at least 1e-5, as the original takes them.
    std::optional<double> groupedMaximum;  ///< λ_max·α of the grouped penalty, as the original counts it.
};

Result<ParamsMetadata> readParamsMetadata(const std::filesystem::path& file, int features);

/// One point, its weights in float32 and for deviations of at least 1e-5. `seconds`: for this λ alone.
Status writeParams(const std::filesystem::path& file, const PathPoint& point, double seconds, double alpha,
                   const Standardization& scale);
Status writeParamsMetadata(const std::filesystem::path& file, const FitData& data, const Standardization& scale);
/// The caches: train holds the rows of train and then of validation, as the original splits them itself.
Status writeFeatureCaches(const std::filesystem::path& folder, const FitData& data);

/// The original divides by no deviation smaller than this.
inline constexpr double smallestDeviation = 1e-5;

}  // namespace sparsescope
