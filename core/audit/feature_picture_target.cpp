// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/feature_picture_target.h"

#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

Status checkIndex(const char* what, const char* plural, int index, int count)
{
    if (index >= 0 && index < count)
        return Done{};
    return Error{"E-AUDIT-004", fmt::format("There is no {} {}: this audit has {} 0 to {}.", what, index, plural, count - 1), ""};
}

/// A class's logit in raw features.
Result<WishTarget> classTarget(const HeadAnalysis& head, int klass)
{
    const SparseHead& sparse = head.head();
    SS_CHECK(checkIndex("class", "classes", klass, sparse.classCount()));
    const auto k = static_cast<std::size_t>(klass);
    const Standardization& scale = head.data().pieces().scale;
    WishTarget target{{}, sparse.bias[k]};
    for (const HeadWeight& weight : sparse.classes[k]) {
        const auto j = static_cast<std::size_t>(weight.feature);
        const double raw = weight.weight / scale.deviation[j];
        target.direction.terms.push_back({weight.feature, raw});
        target.offset -= raw * scale.mean[j];
    }
    return target;
}

Result<WishTarget> mixTarget(const HeadAnalysis& head, const std::vector<Direction::Term>& mix)
{
    WishTarget target;
    for (const Direction::Term& term : mix) {
        SS_CHECK(checkIndex("feature", "features", term.feature, head.data().featureCount()));
        if (!std::isfinite(term.weight))
            return Error{"E-AUDIT-004", fmt::format("The weight of feature {} in the mix is not a number.", term.feature), ""};
        target.direction = target.direction + oneFeature(term.feature, term.weight);
    }
    return target;
}

}  // namespace

Result<WishTarget> wishTarget(const HeadAnalysis& head, const PictureWish& wish)
{
    if (wish.fromRow >= 0 && wish.fromRow >= head.data().rowCount())
        return Error{"E-AUDIT-004", fmt::format("There is no row {}: this audit has rows 0 to {}.", wish.fromRow, head.data().rowCount() - 1), ""};
    switch (wish.of) {
    case PictureWish::Of::Feature:
        SS_CHECK(checkIndex("feature", "features", wish.index, head.data().featureCount()));
        return WishTarget{oneFeature(wish.index), 0};
    case PictureWish::Of::Class:
        return classTarget(head, wish.index);
    case PictureWish::Of::Mix:
        return mixTarget(head, wish.mix);
    case PictureWish::Of::Difference:
        break;
    }
    SS_TRY(WishTarget target, classTarget(head, wish.index));
    SS_TRY(const WishTarget other, classTarget(head, wish.other));
    target.direction = target.direction - other.direction;
    target.offset -= other.offset;
    return target;
}

DataExtremes dataExtremes(const AuditData& data, const WishTarget& target)
{
    const auto& features = data.pieces().table.features;
    DataExtremes extremes;
    for (std::int64_t row = 0; row < data.rowCount(); ++row) {
        double value = target.offset;
        for (const Direction::Term& term : target.direction.terms)
            value += term.weight * static_cast<double>(features(row, term.feature));
        if (!std::isfinite(value))
            continue;
        if (extremes.highest.row < 0 || value > extremes.highest.activation)
            extremes.highest = {row, value};
        if (extremes.lowest.row < 0 || value < extremes.lowest.activation)
            extremes.lowest = {row, value};
    }
    return extremes;
}

}  // namespace sparsescope
