// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/shard_work.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

bool ItemBatch::allSkipped() const
{
    return std::none_of(reasons.begin(), reasons.end(), [](const std::string& reason) { return reason.empty(); });
}

ShardWork::ShardWork(int index, std::int64_t firstItem, std::int64_t lastItem, int features)
    : m_index(index), m_firstItem(firstItem), m_missing(lastItem - firstItem),
      m_features(lastItem - firstItem, features), m_reasons(static_cast<std::size_t>(lastItem - firstItem))
{
}

void ShardWork::add(const ItemBatch& batch, std::span<const float> features)
{
    const auto width = static_cast<std::size_t>(m_features.cols());
    for (int i = 0; i < batch.count; ++i) {
        const std::int64_t row = batch.firstItem - m_firstItem + i;
        std::string& reason = m_reasons[static_cast<std::size_t>(row)];
        reason = batch.reasons[static_cast<std::size_t>(i)];
        if (!reason.empty())
            continue;
        const auto values = features.subspan(static_cast<std::size_t>(i) * width, width);
        if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
            reason = "The network's features for this item are not finite numbers.";
        std::copy(values.begin(), values.end(), m_features.row(row).data());
    }
    m_missing -= batch.count;
    m_truncated += batch.truncated;
}

FeatureTable ShardWork::take(const Dataset& dataset)
{
    FeatureTable table;
    table.truncated = m_truncated;
    Eigen::Index rows = 0;
    for (Eigen::Index i = 0; i < m_features.rows(); ++i) {
        const std::int64_t item = m_firstItem + i;
        const DatasetItem& source = dataset.items[static_cast<std::size_t>(item)];
        std::string& reason = m_reasons[static_cast<std::size_t>(i)];
        if (!reason.empty()) {
            table.skipped.push_back({item, source.path, std::move(reason)});
            continue;
        }
        if (rows != i)
            m_features.row(rows) = m_features.row(i);
        ++rows;
        table.labels.push_back(source.label);
        table.rowItem.push_back(item);
    }
    m_features.conservativeResize(rows, Eigen::NoChange);
    table.features = std::move(m_features);
    return table;
}

}  // namespace sparsescope
