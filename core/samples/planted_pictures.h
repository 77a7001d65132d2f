// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/image.h"
#include "samples/picture_folder.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sparsescope {

/// One picture of the Planted sample: a shape on a noisy ground, some with the sticker in the corner.
struct PlantedPicture {
    int klass = 0; ///< Index into plantedClasses().
    bool marked = false;
    std::uint64_t seed = 0;
    PlannedPicture place;
};

/// Names of the shapes in alphabetical order, as the classes of the data set will be.
const std::vector<std::string>& plantedClasses();

/// All pictures of the sample. Of the marked class 80 % carry the sticker in training and validation and half in test;
/// of the other classes none, except one in five test pictures, on which the harm shows.
std::vector<PlantedPicture> plantedPictures(std::uint64_t seed);

/// 64 × 64 pixels; the same picture gives the same bytes.
Image drawPlanted(const PlantedPicture& picture);

}  // namespace sparsescope
