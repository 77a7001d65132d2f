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

/// Sizes that are positive and as many values as they say.
bool isWhole(const ActivationMap& map);

/// The map bilinearly enlarged to width × height; what is not finite counts as 0. Empty where it is not whole.
std::vector<double> enlarged(const ActivationMap& map, int width, int height);

/// The map, bilinearly enlarged, laid over the picture the network saw. Opacity follows the activation, so that quiet
/// regions stay as they were; `ceiling` is the value shown at full strength (the map's maximum if it is 0).
Image overlay(const Image& visible, const ActivationMap& map, double opacity = 0.75, double ceiling = 0);

/// The picture with the pixels of `part` (width × height) in one colour.
Image painted(const Image& picture, const std::vector<bool>& part, const std::array<std::uint8_t, 3>& colour);

}  // namespace sparsescope
