// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "explain/feature_targets.h"
#include "models/vision_model.h"

namespace sparsescope {

/// Writes the normalised input (crop × crop × 3) of one of many nearly equal pictures. Called from several threads.
using DrawInput = std::function<void(std::int64_t picture, std::span<float> input)>;

struct RunnerOptions {
    int batch = 0;      ///< Pictures at a time; 0: what is usual on the model's device.
    int threads = 1;    ///< Batches at a time.
};

struct RunPictures {
    Eigen::MatrixXd values;     ///< Finished pictures × T: those before the first that is not.
    bool complete = true;       ///< False after a cancel.
};

/// Target values of `count` pictures. Which pictures share a batch hangs on their numbers alone, so that threads have no
/// part in the result. Advances `progress` by one for each; stages are the caller's. A cancel keeps what is finished.
Result<RunPictures> runPictures(const VisionModel& model, std::int64_t count, const DrawInput& draw, const FeatureTarget& target,
                                const RunnerOptions& options, Progress& progress);

/// A picture that is as large as the network sees it (crop²), normalised: crop × crop × 3.
std::vector<float> normalised(const Image& visible, const Preprocessing& preprocessing);

/// E-PICTURE-001 where the picture is not as large as the network sees it.
Status checkVisible(const Image& visible, const VisionModel& model);

}  // namespace sparsescope
