// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/synthetic_audit.h"

namespace sparsescope {

/// The made-up rows themselves, before they become an audit.
struct SyntheticRows {
    std::vector<DatasetClass> classes;
    std::vector<DatasetItem> items;
    FeatureTable table;
};

SyntheticRows syntheticRows(const SyntheticOptions& options);

/// Heads in place of a fitted path: point i keeps the i + 1 features (times a growing step) on which a class's mean
/// differs most from the others', with scores counted on the rows.
std::vector<PathPoint> madePoints(const SyntheticRows& rows, const Standardization& scale, int count);

}  // namespace sparsescope
