// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"

#include "base/parallel.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t strongestKept = 8;

Split firstSplitWithRows(const AuditData& data)
{
    std::array<bool, 3> present{};
    for (std::int64_t row = 0; row < data.rowCount(); ++row)
        present[static_cast<std::size_t>(data.split(row))] = true;
    for (const Split split : {Split::Test, Split::Validation})
        if (present[static_cast<std::size_t>(split)])
            return split;
    return Split::Train;
}

/// Keeps the few largest of one feature, in order; ties stay with the earlier row.
class Strongest {
public:
    void offer(float value, std::int64_t row)
    {
        if (std::isnan(value) || (m_count == strongestKept && !(value > m_values[m_count - 1])))
            return;
        std::size_t at = m_count < strongestKept ? m_count++ : strongestKept - 1;
        for (; at > 0 && value > m_values[at - 1]; --at) {
            m_values[at] = m_values[at - 1];
            m_rows[at] = m_rows[at - 1];
        }
        m_values[at] = value;
        m_rows[at] = row;
    }
    std::vector<std::int64_t> rows() const { return {m_rows.begin(), m_rows.begin() + std::ptrdiff_t(m_count)}; }

private:
    std::array<float, strongestKept> m_values{};
    std::array<std::int64_t, strongestKept> m_rows{};
    std::size_t m_count = 0;
};

/// One pass over the rows as they lie in memory, for all features at once.
std::vector<std::vector<std::int64_t>> strongestRowsOf(const FeatureMatrix& features, int threads)
{
    std::vector<std::vector<std::int64_t>> result(static_cast<std::size_t>(features.cols()));
    parallelFor(result.size(), threads, [&](std::size_t begin, std::size_t end) {
        std::vector<Strongest> best(end - begin);
        for (Eigen::Index row = 0; row < features.rows(); ++row)
            for (std::size_t j = begin; j < end; ++j)
                best[j - begin].offer(features(row, static_cast<Eigen::Index>(j)), row);
        for (std::size_t j = begin; j < end; ++j)
            result[j] = best[j - begin].rows();
    });
    return result;
}

Error inconsistent(const std::string& what)
{
    return {"E-AUDIT-001", fmt::format("The features of this audit do not fit its data: {}. Extract them again.", what), ""};
}

Status checkPieces(const AuditPieces& pieces)
{
    const FeatureTable& table = pieces.table;
    const auto rows = static_cast<std::size_t>(table.features.rows());
    if (table.labels.size() != rows || table.rowItem.size() != rows)
        return inconsistent(fmt::format("{} rows, {} labels and {} row numbers", rows, table.labels.size(),
                                        table.rowItem.size()));
    for (std::size_t row = 0; row < rows; ++row) {
        const std::int64_t item = table.rowItem[row];
        if (item < 0 || item >= static_cast<std::int64_t>(pieces.items.size()))
            return inconsistent(fmt::format("row {} belongs to item {} of {}", row, item, pieces.items.size()));
        if (table.labels[row] != pieces.items[static_cast<std::size_t>(item)].label)
            return inconsistent(fmt::format("row {} is labelled {}, its item {}", row, table.labels[row],
                                            pieces.items[static_cast<std::size_t>(item)].label));
        if (table.labels[row] < 0 || table.labels[row] >= static_cast<std::int64_t>(pieces.classes.size()))
            return inconsistent(fmt::format("row {} has class {} of {}", row, table.labels[row], pieces.classes.size()));
    }
    if (pieces.texts && pieces.texts->size() != pieces.items.size())
        return inconsistent(fmt::format("{} texts for {} items", pieces.texts->size(), pieces.items.size()));
    if (pieces.health.size() != static_cast<std::size_t>(table.features.cols()))
        return inconsistent(fmt::format("health of {} features for {}", pieces.health.size(), table.features.cols()));
    return Done{};
}

}  // namespace

void FeatureNames::set(int feature, Entry entry)
{
    const std::lock_guard lock(m_mutex);
    m_entries[feature] = std::move(entry);
}

FeatureNames::Entry FeatureNames::get(int feature) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(feature);
    return found == m_entries.end() ? Entry{} : found->second;
}

AuditData::AuditData(AuditPieces pieces) : m_pieces(std::move(pieces))
{
    m_classRows.resize(m_pieces.classes.size());
    for (std::int64_t row = 0; row < rowCount(); ++row)
        m_classRows[static_cast<std::size_t>(label(row))].push_back(row);
    m_evaluated = firstSplitWithRows(*this);
    m_strongest = strongestRowsOf(m_pieces.table.features, m_pieces.threads);
}

Result<std::shared_ptr<const AuditData>> AuditData::make(AuditPieces pieces)
{
    SS_CHECK(checkPieces(pieces));
    return std::shared_ptr<const AuditData>(new AuditData(std::move(pieces)));
}

const DatasetItem& AuditData::item(std::int64_t row) const
{
    return m_pieces.items[static_cast<std::size_t>(m_pieces.table.rowItem[static_cast<std::size_t>(row)])];
}

ExampleRef AuditData::example(std::int64_t row, int feature) const
{
    const DatasetItem& it = item(row);
    const double activation = feature >= 0 ? static_cast<double>(m_pieces.table.features(row, feature)) : 0.0;
    ExampleRef example{row, it.path, it.label, it.split, activation, -1};
    if (m_pieces.texts)
        example.text = (*m_pieces.texts)[static_cast<std::size_t>(m_pieces.table.rowItem[static_cast<std::size_t>(row)])];
    return example;
}

std::string pathTitle(const std::vector<PathRow>& rows)
{
    if (rows.empty())
        return "Nothing has been fitted yet";
    const auto accuracy = [](const PathRow& row) {
        for (const char* split : {"validation", "test", "train"})
            for (const SplitScore& score : row.scores)
                if (score.split == split)
                    return score.accuracy;
        return std::nan("");
    };
    double best = -1;
    for (const PathRow& row : rows)
        best = std::max(best, accuracy(row));
    const PathRow* sparsest = nullptr;
    for (const PathRow& row : rows)
        if (accuracy(row) >= best - 0.01 && (!sparsest || row.meanFeaturesPerClass < sparsest->meanFeaturesPerClass))
            sparsest = &row;
    if (sparsest == nullptr)
        return "No accuracy is known for this path";
    const double features = sparsest->meanFeaturesPerClass;
    return fmt::format("Accuracy stays within 1 point down to {:.{}f} features per class", features, features < 9.95 ? 1 : 0);
}

}  // namespace sparsescope
