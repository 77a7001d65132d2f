// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/fit_data.h"

#include "base/hash.h"
#include "data/balance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace sparsescope {

namespace {

template <typename T>
std::string checksumOf(std::span<const T> values)
{
    return checksum(std::as_bytes(values));
}

}  // namespace

std::vector<EvaluationSet> FitData::evaluation() const
{
    std::vector<EvaluationSet> sets;
    if (validation.rows() > 0)
        sets.push_back({"validation", validation, validationLabels});
    if (test.rows() > 0)
        sets.push_back({"test", test, testLabels});
    return sets;
}

namespace {

/// Where a row of the table goes, how often and with which weight.
struct Placed {
    Eigen::Index row = 0;
    Split split = Split::Train;
    double weight = 1;

    /// Rows of validation are repeated, as accuracies know no weights.
    Eigen::Index copies() const { return split == Split::Validation ? std::max<Eigen::Index>(std::llround(weight), 1) : 1; }
};

Result<std::vector<Split>> splitsOf(const FeatureTable& table, const std::vector<DatasetItem>& items)
{
    std::vector<Split> splits;
    for (const std::int64_t item : table.rowItem) {
        if (item < 0 || item >= static_cast<std::int64_t>(items.size()))
            return Error{"E-AUDIT-030", fmt::format("A row of the features belongs to item {} of {}. Extract them again.", item,
                                                    items.size()), ""};
        splits.push_back(items[static_cast<std::size_t>(item)].split);
    }
    return splits;
}

std::vector<Placed> placedRows(const FeatureTable& table, const std::vector<Split>& splits, int classes,
                               const DatasetOptions& options)
{
    const std::vector<int> labels(table.labels.begin(), table.labels.end());
    const BalancedRows balanced = balanceRows(labels, splits, classes, options.balance, options.seed);
    std::vector<Placed> placed;
    for (std::size_t i = 0; i < balanced.rows.size(); ++i) {
        const std::int64_t row = balanced.rows[i];
        const Split split = splits[static_cast<std::size_t>(row)];
        const bool weighted = options.balance == Balance::Up || (options.balance == Balance::Weights && split == Split::Train);
        placed.push_back({row, split, weighted ? balanced.weights[i] : 1.0});
    }
    return placed;
}

}  // namespace

Result<FitData> fitData(FeatureTable table, const std::vector<DatasetItem>& items, const std::vector<DatasetClass>& classes,
                        const DatasetOptions& options)
{
    FitData data;
    data.classes = static_cast<int>(classes.size());
    SS_TRY(const std::vector<Split> splits, splitsOf(table, items));
    data.key = checksumOf(std::span<const float>(table.features.data(), static_cast<std::size_t>(table.features.size())))
        + checksumOf(std::span<const std::int64_t>(table.labels)) + checksumOf(std::span<const Split>(splits));
    if (options.balance != Balance::None)
        data.key += fmt::format("{}-{}", balanceName(options.balance), options.seed);

    const std::vector<Placed> placed = placedRows(table, splits, data.classes, options);
    std::array<Eigen::Index, 3> counts{};
    for (const Placed& one : placed)
        counts[static_cast<std::size_t>(one.split)] += one.copies();
    const std::array<FeatureMatrix*, 3> matrices{&data.train, &data.validation, &data.test};
    const std::array<Labels*, 3> labels{&data.trainLabels, &data.validationLabels, &data.testLabels};
    for (std::size_t s = 0; s < 3; ++s)
        matrices[s]->resize(counts[s], table.features.cols());
    const bool weighted = options.balance == Balance::Up || options.balance == Balance::Weights;
    std::array<Eigen::Index, 3> next{};
    for (const Placed& one : placed) {
        const auto s = static_cast<std::size_t>(one.split);
        for (Eigen::Index copy = 0; copy < one.copies(); ++copy) {
            matrices[s]->row(next[s]++) = table.features.row(one.row);
            labels[s]->push_back(table.labels[static_cast<std::size_t>(one.row)]);
        }
        if (weighted && one.split == Split::Train)
            data.trainWeights.push_back(one.weight);
    }
    return data;
}

}  // namespace sparsescope
