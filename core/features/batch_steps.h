// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "data/image.h"
#include "features/shard_work.h"
#include "models/vision_model.h"

#include <functional>

namespace sparsescope {

/// Code that a model's features() reports when there is not enough memory for the batch.
inline constexpr const char* outOfMemoryCode = "E-MEM-001";

std::size_t inputValues(const VisionModel& model); ///< Floats of one preprocessed picture.

/// Reads, decodes and preprocesses the batch's pictures into its input. A picture that cannot be used gets its reason;
/// an error only where the folder itself cannot be reached any more, so that no other picture could be read either.
Status prepareBatch(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits,
                    const Progress& progress, PictureBatch& batch);

/// Told the batch size that did not fit; returns the one to go on with.
using HalveBatch = std::function<int(int tooLarge)>;

/// The forward pass over a prepared batch: count × d floats. Where memory runs out the batch is cut into pieces of half
/// the size; an error when even one picture does not fit.
Status forwardBatch(const VisionModel& model, const PictureBatch& batch, const HalveBatch& halve,
                    const Progress& progress, std::span<float> features);

}  // namespace sparsescope
