// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/feature_pictures.h"

namespace sparsescope {

/// What a wish means in raw features: value(x) = offset + Σ weight · x.
struct WishTarget {
    Direction direction;                    ///< Not negated.
    double offset = 0;                      ///< Makes a class's value its logit.
};

/// E-AUDIT-004 where the head has no such feature, class or row, or the wish cannot be meant.
Result<WishTarget> wishTarget(const HeadAnalysis& head, const PictureWish& wish);

struct DataExtremes {
    FeaturePicture::OnData highest;
    FeaturePicture::OnData lowest;
};
/// Over all rows; of several equal ones the first.
DataExtremes dataExtremes(const AuditData& data, const WishTarget& target);

}  // namespace sparsescope
