// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/image.h"
#include "models/vision_model.h"

#include <array>
#include <cstdint>

namespace sparsescope {

/// cividis, 0…1 to RGB (Nuñez, Anderton and Renslow 2018): even in lightness and safe for colour blindness.
std::array<std::uint8_t, 3> cividis(double position);

/// The map, bilinearly enlarged, laid over the picture the network saw. Opacity follows the activation, so that quiet
/// regions stay as they were; `ceiling` is the value shown at full strength (the map's maximum if it is 0).
Image overlay(const Image& visible, const ActivationMap& map, double opacity = 0.75, double ceiling = 0);

}  // namespace sparsescope
