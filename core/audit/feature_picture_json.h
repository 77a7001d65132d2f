// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/feature_pictures.h"

#include <nlohmann/json.hpp>

// Pictures of features as JSON, under the promises of views_json.h; without the images themselves.

namespace sparsescope {

const char* outcomeName(Rendering::Outcome outcome);   ///< "made", "no gradient", "no progress"
nlohmann::json toJson(const PictureWish& wish);
nlohmann::json toJson(const FeaturePicture& picture);

}  // namespace sparsescope
