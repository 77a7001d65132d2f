// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/backbone.h"
#include "models/vision_model.h"

#include <memory>

namespace sparsescope
{

/// A TorchScript program cut at its last linear layer, and everything understood of it.
struct CutProgram {
    ModelInfo info;
    OriginalHead head;
    std::unique_ptr<Backbone> backbone;
};

/// What can be told without running anything of the program: name, size, hash.
Result<ModelInfo> describeProgram(const std::filesystem::path& path, const ModelOptions& options, Progress& progress);

/// Loads and runs the program: call only with the person's consent. It is frozen, the linear layer nearest the output
/// is found, its input becomes the output, and the program is tried on an empty picture to learn its sizes.
Result<CutProgram> openProgram(const std::filesystem::path& path, const ModelOptions& options,
                               const std::string& device, Progress& progress);

} // namespace sparsescope
