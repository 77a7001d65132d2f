// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/sparse_head.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// The `count` rows with the largest (or smallest) values of one feature among those that `accept`; ties by row number.
std::vector<std::int64_t> extremeRows(FeatureMatrixRef features, int feature, int count, bool largest,
                                      const std::function<bool(std::int64_t row)>& accept = {});

/// Which rows show what a feature is.
enum class ExampleKind {
    Most,
    Least,
    Random,     ///< Drawn with the seed.
    Quantiles,  ///< Evenly spread over the rows in order of the feature, largest first.
};
std::string exampleKindName(ExampleKind kind);  ///< "most", "least", "random", "quantiles"
std::optional<ExampleKind> exampleKindFromName(std::string_view name);

struct ExampleChoice {
    ExampleKind kind = ExampleKind::Most;
    int feature = 0;
    int count = 24;
    std::uint64_t seed = 0;
    /// Rows whose standardised feature vectors have at least this cosine are shown once: pictures of one scene, reposts,
    /// texts that differ by a comma. Above 1: every row is shown.
    double sameFrom = 0.95;
};

struct ChosenExample {
    std::int64_t row = 0;
    double quantile = 0;            ///< Share of the accepted rows that have less.
    std::int64_t identical = 0;     ///< Other rows with the very same features: copies, as good as certain.
    std::int64_t similar = 0;       ///< Other rows that are the same by `sameFrom` only.
};

/// Rows of one feature among those that `accept`; what is (nearly) the same as one before is counted there and left out.
/// Rows with a NaN are never examples. Looks at as many rows as take about a second, in the order of the kind.
std::vector<ChosenExample> chooseExamples(FeatureMatrixRef features, const Standardization& scale, const ExampleChoice& choice,
                                          const std::function<bool(std::int64_t row)>& accept = {});

struct Histogram {
    double minimum = 0;
    double maximum = 0;
    std::vector<std::int64_t> counts;   ///< Equal-width bins over [minimum, maximum].
};

Histogram histogram(FeatureMatrixRef features, int feature, int bins,
                    const std::function<bool(std::int64_t row)>& accept = {});

}  // namespace sparsescope
