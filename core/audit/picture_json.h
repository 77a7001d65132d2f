// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/example_list.h"
#include "audit/picture_look.h"
#include "audit/views_json.h"

// Answers about pictures and examples as JSON, under the promises of views_json.h. Pixels count from the upper left corner of
// what the network sees.

namespace sparsescope {

/// `chosen`: the superpixels that are shown, for the first target. With `labels` the number of each pixel's superpixel, row by row.
nlohmann::json toJson(const SegmentAnswer& answer, const std::vector<int>& chosen, bool labels, const ClassNames& names);
nlohmann::json toJson(const MapAnswer& answer, const ClassNames& names);
nlohmann::json toJson(const PicturePrediction& prediction, const ClassNames& names);
nlohmann::json toJson(const FolderPredictions& predictions, const ClassNames& names);
nlohmann::json toJson(const ExampleListView& view, const ClassNames& names);
nlohmann::json toJson(const NameProposal& proposal);

}  // namespace sparsescope
