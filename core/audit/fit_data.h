// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "features/shard_store.h"
#include "data/dataset.h"
#include "glm/path.h"

namespace sparsescope {

/// The rows of an audit sorted into their splits, as the fit wants them.
struct FitData {
    FeatureMatrix train;
    FeatureMatrix validation;
    FeatureMatrix test;
    Labels trainLabels;
    Labels validationLabels;
    Labels testLabels;
    int classes = 0;
    std::string key;        ///< Checksum of all values, labels and splits: the same key is the same problem.

    GlmData problem() const { return {.train = train, .labels = trainLabels, .classes = classes}; }
    /// Validation and test, where they have rows.
    std::vector<EvaluationSet> evaluation() const;
};

Result<FitData> fitData(FeatureTable table, const std::vector<DatasetItem>& items, int classes);

}  // namespace sparsescope
