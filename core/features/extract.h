// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"
#include "features/shard_store.h"
#include "models/vision_model.h"

namespace sparsescope {

struct ExtractOptions {
    int threads = 0; ///< 0: all cores this process may use.
    int batch = 0;   ///< 0: chosen by measuring on the first pictures.
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
    double perSecond = 0; ///< New pictures a second.
};

/// What a run would cost, told before it starts. From a short measurement (a few forward passes).
struct ExtractEstimate {
    double seconds = 0;
    std::uint64_t memoryBytes = 0;
    std::uint64_t diskBytes = 0;
    std::uint64_t diskFree = 0;
};

/// Decoding, preprocessing, forward passes and writing overlap. Resumes from valid shards; a cancel within a second
/// keeps finished ones. A picture that can't be read is skipped with its reason; out of memory halves the batch.
Result<ExtractReport> extractFeatures(const VisionModel& model, const Dataset& dataset, const ShardStore& store,
                                      const ExtractOptions& options, Progress& progress);

Result<ExtractEstimate> estimateExtraction(const VisionModel& model, const Dataset& dataset,
                                           const std::filesystem::path& target, const ExtractOptions& options,
                                           Progress& progress);

FeatureKey featureKey(const VisionModel& model, const Dataset& dataset);

}  // namespace sparsescope
