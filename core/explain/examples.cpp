// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/examples.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

std::vector<std::int64_t> extremeRows(FeatureMatrixRef features, int feature, int count, bool largest,
                                      const std::function<bool(std::int64_t row)>& accept)
{
    struct Candidate {
        float value;
        std::int64_t row;
    };
    std::vector<Candidate> candidates;
    for (std::int64_t row = 0; row < features.rows(); ++row) {
        const float value = features(row, feature);
        // A NaN has no place in an order: such rows are never examples of anything.
        if (!std::isnan(value) && (!accept || accept(row)))
            candidates.push_back({value, row});
    }
    const auto wanted = std::min(candidates.size(), static_cast<std::size_t>(std::max(count, 0)));
    const auto before = [largest](const Candidate& a, const Candidate& b) {
        return a.value != b.value ? (a.value > b.value) == largest : a.row < b.row;
    };
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(wanted), candidates.end(),
                      before);
    std::vector<std::int64_t> rows(wanted);
    std::transform(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(wanted), rows.begin(),
                   [](const Candidate& candidate) { return candidate.row; });
    return rows;
}

Histogram histogram(FeatureMatrixRef features, int feature, int bins,
                    const std::function<bool(std::int64_t row)>& accept)
{
    std::vector<float> values;
    for (std::int64_t row = 0; row < features.rows(); ++row) {
        const float value = features(row, feature);
        if (std::isfinite(value) && (!accept || accept(row)))
            values.push_back(value);
    }
    Histogram result;
    result.counts.assign(static_cast<std::size_t>(std::max(bins, 1)), 0);
    if (values.empty())
        return result;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    result.minimum = *low;
    result.maximum = *high;
    const double width = (result.maximum - result.minimum) / static_cast<double>(result.counts.size());
    for (const float value : values) {
        const double position = width > 0 ? (static_cast<double>(value) - result.minimum) / width : 0.0;
        ++result.counts[std::min(static_cast<std::size_t>(position), result.counts.size() - 1)];
    }
    return result;
}

}  // namespace sparsescope
