// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit.h"
#include "audit/audit_data.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparsescope {

namespace {

constexpr int leastBars = 10;

/// Weights of one class on the standardised features, and its bias there.
struct DenseRow {
    std::vector<double> weights;
    double bias = 0;
};

/// A class that has no logit of its own wins where the other one's is negative: it has that one's weights, turned round.
DenseRow rawRow(const OwnHead& own, int klass)
{
    const auto& match = own.match.modelClass;
    int from = match[static_cast<std::size_t>(klass)];
    double sign = 1;
    if (from == ClassMatch::zeroLogit) {
        from = *std::ranges::max_element(match);
        sign = -1;
    }
    const auto features = static_cast<std::size_t>(own.head.features);
    const auto first = own.head.weight.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(from) * features);
    DenseRow row;
    for (auto weight = first; weight != first + static_cast<std::ptrdiff_t>(features); ++weight)
        row.weights.push_back(sign * static_cast<double>(*weight));
    row.bias = sign * static_cast<double>(own.head.bias[static_cast<std::size_t>(from)]);
    return row;
}

/// A feature that does not vary only moves the bias: it gets no weight here.
DenseRow standardisedRow(const HeadAnalysis& head, int klass)
{
    const AuditPieces& pieces = head.data().pieces();
    DenseRow row = rawRow(*pieces.ownHead, klass);
    for (std::size_t j = 0; j < row.weights.size(); ++j) {
        if (std::isfinite(pieces.scale.mean[j]))
            row.bias += row.weights[j] * pieces.scale.mean[j];
        const FeatureHealth& health = pieces.health[j];
        const bool varies = !health.constant && health.notFinite == 0;
        row.weights[j] = varies ? row.weights[j] * pieces.scale.deviation[j] : 0.0;
    }
    return row;
}

}  // namespace

DenseClassView denseClass(const HeadAnalysis& head, int klass, int most)
{
    const AuditData& data = head.data();
    DenseClassView view;
    view.klass = klass;
    if (klass < 0 || klass >= data.classCount())
        return view;
    if (!data.pieces().ownHead) {
        view.missing = data.pieces().ownHeadMissing;
        return view;
    }
    const DenseRow row = standardisedRow(head, klass);
    view.bias = row.bias;
    std::vector<int> order(row.weights.size());
    std::iota(order.begin(), order.end(), 0);
    const auto size = [&](int feature) { return std::abs(row.weights[static_cast<std::size_t>(feature)]); };
    std::ranges::stable_sort(order, std::greater{}, size);
    double all = 0;
    for (const int feature : order) {
        view.features += size(feature) > 0;
        all += size(feature);
    }
    const int wanted = most > 0 ? most : std::max(leastBars, head.head().nonZeros(klass));
    order.resize(static_cast<std::size_t>(std::min(view.features, wanted)));
    for (const int feature : order) {
        WeightBar bar;
        bar.feature = feature;
        bar.featureName = data.pieces().names->get(feature).name;
        bar.weight = row.weights[static_cast<std::size_t>(feature)];
        bar.sparseWeight = head.head().weight(klass, feature);
        for (const std::int64_t example : data.strongestRows(feature))
            bar.best.push_back(head.example(example, feature));
        view.shared += *bar.sparseWeight != 0;
        view.shownShare += size(feature) / all;
        view.bars.push_back(std::move(bar));
    }
    return view;
}

}  // namespace sparsescope
