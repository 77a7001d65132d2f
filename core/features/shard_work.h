// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"
#include "features/shard_store.h"
#include "models/text_model.h"

#include <span>
#include <string>
#include <vector>

namespace sparsescope {

/// A run of neighbouring items on its way through the network. A picture that cannot be read keeps its slot, filled
/// with zeros, so that its neighbours' features do not depend on whether it could be read.
struct ItemBatch {
    int shard = 0;
    std::int64_t firstItem = 0;
    int count = 0;
    std::vector<float> input;         ///< Pictures: count × crop × crop × 3
    std::vector<TokenIds> texts;      ///< Texts: count
    std::int64_t truncated = 0;       ///< Texts whose end was cut off.
    std::vector<std::string> reasons; ///< count; why an item has no features, empty where it has.

    bool allSkipped() const;
};

/// The items of one shard while it is being made; batches may arrive in any order.
class ShardWork {
public:
    ShardWork(int index, std::int64_t firstItem, std::int64_t lastItem, int features);

    int index() const { return m_index; }
    /// `features`: count × d. Rows that are not finite are skipped with that as their reason.
    void add(const ItemBatch& batch, std::span<const float> features);
    bool full() const { return m_missing == 0; }

    /// Rows of the items that have features, in order of items. Ends the work.
    FeatureTable take(const Dataset& dataset);

private:
    int m_index;
    std::int64_t m_firstItem;
    std::int64_t m_missing;
    std::int64_t m_truncated = 0;
    FeatureMatrix m_features;           ///< One row per item.
    std::vector<std::string> m_reasons; ///< One per item.
};

}  // namespace sparsescope
