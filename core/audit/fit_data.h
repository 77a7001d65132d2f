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
    std::vector<double> trainWeights;   ///< Empty: all rows count the same.
    Labels trainLabels;
    Labels validationLabels;
    Labels testLabels;
    int classes = 0;
    std::string key;        ///< Checksum of all values, labels, splits and what balancing does: the same key is the same problem.

    GlmData problem() const
    {
        return {.train = train, .labels = trainLabels, .classes = classes, .targets = {}, .rowWeights = trainWeights};
    }
    /// Validation and test, where they have rows.
    std::vector<EvaluationSet> evaluation() const;
};

/// Balanced as the options say: train by leaving rows out or by weights; validation by leaving out or repeating rows, and
/// as it is where rows are weighted. Test is never touched.
Result<FitData> fitData(FeatureTable table, const std::vector<DatasetItem>& items, const std::vector<DatasetClass>& classes,
                        const DatasetOptions& options = {});

}  // namespace sparsescope
