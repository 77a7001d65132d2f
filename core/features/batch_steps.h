// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "data/image.h"
#include "features/shard_work.h"
#include "models/text_model.h"
#include "models/vision_model.h"

#include <functional>
#include <memory>

namespace sparsescope {

/// Code that a model's features() reports when there is not enough memory for the batch.
inline constexpr const char* outOfMemoryCode = "E-MEM-001";

/// Told the batch size that did not fit; returns the one to go on with.
using HalveBatch = std::function<int(int tooLarge)>;

/// What is done with a batch before and in the network: pictures have one way, texts another. Thread-safe.
class BatchWork {
public:
    virtual ~BatchWork() = default;
    virtual const char* unit() const = 0; ///< "pictures"
    /// Fills the batch's input from its items. An item that cannot be used gets its reason; an error only where no other
    /// could be used either.
    virtual Status prepare(const Progress& progress, ItemBatch& batch) const = 0;
    /// The forward pass over a prepared batch: count × d floats. Where memory runs out the batch is cut into pieces of
    /// half the size; an error when even one item does not fit.
    virtual Status forward(const ItemBatch& batch, const HalveBatch& halve, const Progress& progress,
                           std::span<float> features) const = 0;
};

/// References must outlive the work.
std::unique_ptr<BatchWork> pictureWork(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits);
std::unique_ptr<BatchWork> textWork(const TextModel& model, const Dataset& dataset);

/// Even one item needs more memory than there is.
Error tooLittleMemory(const Error& error, const char* item);

std::size_t inputValues(const VisionModel& model); ///< Floats of one preprocessed picture.

/// Reads, decodes and preprocesses the batch's pictures into its input. A picture that cannot be used gets its reason;
/// an error only where the folder itself cannot be reached any more, so that no other picture could be read either.
Status prepareBatch(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits,
                    const Progress& progress, ItemBatch& batch);

/// The forward pass over a prepared batch: count × d floats. Where memory runs out the batch is cut into pieces of half
/// the size; an error when even one picture does not fit.
Status forwardBatch(const VisionModel& model, const ItemBatch& batch, const HalveBatch& halve,
                    const Progress& progress, std::span<float> features);

}  // namespace sparsescope
