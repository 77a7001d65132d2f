// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/superpixels.h"

namespace sparsescope {

struct SegmentPictureOptions {
    bool negative = false;          ///< The chosen ones speak against: another colour.
    bool allBoundaries = true;      ///< Thin lines between all superpixels too.
};

/// The picture with the chosen superpixels as they are, outlined in the colour of their sign, and the rest dimmed.
Image segmentPicture(const Image& visible, const Superpixels& segments, const std::vector<int>& chosen,
                     const SegmentPictureOptions& options = {});

}  // namespace sparsescope
