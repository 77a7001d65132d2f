// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "features/batch_steps.h"

namespace sparsescope {

/// The batch size where nothing is measured: small ones keep a CPU's caches warm, a device wants more at once.
int usualBatch(const FeatureModel& model);

/// One readable picture of the data set, preprocessed; noise where none of the first can be read.
Result<std::vector<float>> trialPicture(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits,
                                        const Progress& progress);

/// Seconds of one forward pass over `batch` copies of a picture; out of memory and other errors as the model gives
/// them. On the CPU it is the processor's time, so that other programs do not change the choice.
Result<double> timedForward(const VisionModel& model, const std::vector<float>& picture, int batch);

/// The fastest of 1, 2, 4, 8 and 16 pictures at a time, by a measurement of about a second. The usual batch wins unless
/// another is clearly faster: float32 sums depend on the batch, so the same model should get the same one every time.
Result<int> chooseBatch(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits,
                        const Progress& progress);

}  // namespace sparsescope
