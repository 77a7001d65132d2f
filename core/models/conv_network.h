// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/architecture.h"
#include "models/backbone.h"
#include "models/weights.h"

#include <memory>
#include <string>
#include <vector>

namespace sparsescope
{

enum class ConvLoops {
    Best,     ///< Our own on the CPU, LibTorch's elsewhere.
    LibTorch, ///< To compare with.
};

/// Runs the steps of an architecture with their convolutions (one per step) on a LibTorch device that is there.
std::unique_ptr<Backbone> makeConvNetwork(const Architecture& architecture,
                                          const std::vector<ScaledConvolution>& convolutions,
                                          const std::string& device, ConvLoops loops = ConvLoops::Best);

} // namespace sparsescope
