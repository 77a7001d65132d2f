// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/architecture.h"
#include "models/vision_model.h"

namespace sparsescope {

// Shapes that an activation map has on the picture the network saw: outlines, and the patch that excites it most.

struct PixelBox {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
};

/// Which pixels lie where the enlarged map reaches `share` of its maximum (share in 0 … 1). None where it has no positive value.
std::vector<bool> strongPart(const ActivationMap& map, int width, int height, double share);

/// The inner border of a part of a picture: its pixels that touch the outside or the picture's edge.
std::vector<bool> outlineOf(const std::vector<bool>& part, int width, int height);

/// What one cell of the last map sees of the picture.
struct ReceptiveField {
    int size = 1;       ///< Side of the square in pixels.
    int step = 1;       ///< Pixels from one cell's square to the next.
};
/// From the steps of a network: the largest over all ways through it.
ReceptiveField receptiveField(const Architecture& architecture);

/// The patch that a feature likes: where its map has its maximum.
struct LikedPatch {
    PixelBox box;               ///< Inside of the picture.
    bool theoretical = false;   ///< The receptive field of the strongest cell; else the effective field: where the map
                                ///< is above half of its maximum around that cell, padded and made square, or the half
                                ///< of the picture's side under which the map is strongest where that is smaller.
};
/// `field`: pixels that a cell sees, 0 where it is not known. It is taken where it is at most half of the picture's side;
/// cells that see (nearly) everything get the effective field. The whole picture where the map has no positive value.
LikedPatch likedPatch(const ActivationMap& map, int side, int field);

/// Share of the union of both parts that is in both (intersection over union).
double overlapWith(const std::vector<bool>& part, int width, const PixelBox& box);

}  // namespace sparsescope
