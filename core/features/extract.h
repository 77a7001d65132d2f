// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"
#include "features/shard_store.h"
#include "models/text_model.h"
#include "models/vision_model.h"

namespace sparsescope {

struct ExtractOptions {
    int threads = 0; ///< 0: all cores this process may use.
    int batch = 0;   ///< 0: pictures: chosen by measuring on the first ones; texts: as usual.
    int itemsPerShard = 512;
    DecodeLimits limits;
};

struct ExtractReport {
    std::int64_t rows = 0;
    std::int64_t resumedRows = 0; ///< Taken over from an earlier run.
    std::vector<SkippedItem> skipped;
    int batch = 0;                  ///< In use at the end.
    std::vector<std::string> notes; ///< "The batch was halved to 4: …"
    double seconds = 0;
    double perSecond = 0;       ///< New items a second.
    std::int64_t truncated = 0; ///< Texts whose end was cut off.
};

/// What a run would cost, told before it starts. From a short measurement (a few forward passes).
struct ExtractEstimate {
    double seconds = 0;
    std::uint64_t memoryBytes = 0;
    std::uint64_t diskBytes = 0;
    std::uint64_t diskFree = 0;
};

/// Decoding and preprocessing (or splitting into tokens), forward passes and writing overlap. Resumes from valid shards;
/// a cancel within a second keeps finished ones. A picture that can't be read is skipped with its reason; out of memory
/// halves the batch. Texts are sorted by length within a batch and equal ones run once. `model` is a VisionModel for
/// pictures and a TextModel for texts, as its info() says.
Result<ExtractReport> extractFeatures(const FeatureModel& model, const Dataset& dataset, const ShardStore& store,
                                      const ExtractOptions& options, Progress& progress);

Result<ExtractEstimate> estimateExtraction(const FeatureModel& model, const Dataset& dataset,
                                           const std::filesystem::path& target, const ExtractOptions& options,
                                           Progress& progress);

FeatureKey featureKey(const FeatureModel& model, const Dataset& dataset);

}  // namespace sparsescope
