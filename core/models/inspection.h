// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/vision_model.h"
#include "models/weights.h"

namespace sparsescope
{

/// A checkpoint with everything understood of it. Movable; the map's entries point into the checkpoint.
struct UnderstoodCheckpoint {
    ModelInfo info;
    Checkpoint checkpoint;
    WeightMap weights;
};

/// Errors for unreadable files and for weights that fit no known architecture.
Result<UnderstoodCheckpoint> understandCheckpoint(const std::filesystem::path& path, const ModelOptions& options,
                                                  Progress& progress);

/// Path, size and SHA-256: what every kind of model file has.
Result<ModelInfo> identifyFile(const std::filesystem::path& path, Progress& progress);

/// An error where sizes or deviations make no sense: they come from files and people.
Status checkPreprocessing(const Preprocessing& preprocessing);

/// K names from the facts in a checkpoint: "class_names", "classes" or "id2label", as JSON text or as a list. Empty if
/// there are none, or not exactly `classes`.
std::vector<std::string> classNamesFrom(const std::map<std::string, std::string>& facts, int classes);

} // namespace sparsescope
