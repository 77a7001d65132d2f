// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/architecture.h"
#include "models/backbone.h"
#include "models/picture_gradient.h"

#include <memory>
#include <string>

namespace sparsescope {

/// Through LibTorch's automatic differentiation, on any device. `last`: what follows the map that the network tells.
std::unique_ptr<PictureGradient> makeTorchGradient(std::shared_ptr<const Backbone> backbone, Activation last,
                                                   const std::string& device);

}  // namespace sparsescope
