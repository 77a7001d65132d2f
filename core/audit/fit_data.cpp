// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/fit_data.h"

#include "base/hash.h"

#include <array>
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

Result<FitData> fitData(FeatureTable table, const std::vector<DatasetItem>& items, int classes)
{
    FitData data;
    data.classes = classes;
    std::vector<Split> splits;
    std::array<Eigen::Index, 3> counts{};
    for (const std::int64_t item : table.rowItem) {
        if (item < 0 || item >= static_cast<std::int64_t>(items.size()))
            return Error{"E-AUDIT-030", fmt::format("A row of the features belongs to picture {} of {}. Extract them again.", item,
                                                    items.size()), ""};
        splits.push_back(items[static_cast<std::size_t>(item)].split);
        ++counts[static_cast<std::size_t>(splits.back())];
    }
    data.key = checksumOf(std::span<const float>(table.features.data(), static_cast<std::size_t>(table.features.size())))
        + checksumOf(std::span<const std::int64_t>(table.labels)) + checksumOf(std::span<const Split>(splits));

    const std::array<FeatureMatrix*, 3> matrices{&data.train, &data.validation, &data.test};
    const std::array<Labels*, 3> labels{&data.trainLabels, &data.validationLabels, &data.testLabels};
    for (std::size_t s = 0; s < 3; ++s)
        matrices[s]->resize(counts[s], table.features.cols());
    std::array<Eigen::Index, 3> next{};
    for (std::size_t row = 0; row < splits.size(); ++row) {
        const auto s = static_cast<std::size_t>(splits[row]);
        matrices[s]->row(next[s]++) = table.features.row(static_cast<Eigen::Index>(row));
        labels[s]->push_back(table.labels[row]);
    }
    return data;
}

}  // namespace sparsescope
