// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/path_store.h"
#include "formats/checkpoint.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace sparsescope {

/// One point as tensors: class_ptr (K+1, where each class's weights begin), feature and weight (non-zeros), bias (K),
/// and class_hits (splits × K, in the order of the scores; not in points of older versions); and as metadata: "point"
/// (JSON of everything but the weights) and "checksum" over that text and the tensors.
struct PackedPoint {
    std::vector<NamedTensor> tensors;
    std::map<std::string, std::string> metadata;
};

PackedPoint pack(const PathPoint& point);

/// The head in the tensors, every index checked against the path it belongs to. Errors name what does not fit.
Result<SparseHead> unpackHead(const std::vector<NamedTensor>& tensors, const PathHeader& header);
/// Puts the hits of each class beside the scores they belong to; nothing where they were not kept.
Status unpackHits(const std::vector<NamedTensor>& tensors, const PathHeader& header, std::vector<SplitScore>& scores);
std::string pointChecksum(const std::vector<NamedTensor>& tensors, const std::string& json);

nlohmann::json toJson(const StoredPoint& point);
StoredPoint storedPointFromJson(const nlohmann::json& json);  ///< Throws nlohmann's exceptions.

}  // namespace sparsescope
