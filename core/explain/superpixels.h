// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "data/image.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// Superpixels by simple linear iterative clustering (Achanta et al., TPAMI 2012) on CIELAB colours, as OpenCV's ximgproc
/// has it.
enum class SuperpixelMethod {
    Slic,   ///< As in the paper: one compactness for all.
    Slico,  ///< Compactness adapted to each superpixel: regular shapes on texture too.
    Mslic,  ///< Manifold SLIC: more superpixels where the picture has more content.
};
std::string superpixelMethodName(SuperpixelMethod method);  ///< "slic", "slico", "mslic"
std::optional<SuperpixelMethod> superpixelMethodFromName(std::string_view name);

struct SuperpixelOptions {
    SuperpixelMethod method = SuperpixelMethod::Slic;
    int regionSize = 0;         ///< Pixels from one seed to the next; 0: a seventh of the shorter side.
    double ruler = 20;          ///< Compactness: large values give squares, small ones follow colours.
    int smallest = 25;          ///< Pieces smaller than this percentage of a mean superpixel join a neighbour; 0: none do.
    int iterations = 10;
};

/// A picture cut into parts: each pixel has the number of one.
struct Superpixels {
    int width = 0;
    int height = 0;
    int count = 0;
    int regionSize = 0;             ///< That was used.
    std::vector<int> labels;        ///< height × width, 0 … count − 1 by their first pixel.

    std::vector<int> sizes() const; ///< Pixels of each.
};

/// The same picture and options give the same labels on any number of threads. Errors (E-SEGMENT-001): a picture of less
/// than 8 × 8 pixels, options out of range.
Result<Superpixels> superpixels(const Image& image, const SuperpixelOptions& options);

/// For each pixel whether its right or lower neighbour lies in another superpixel.
std::vector<bool> boundaries(const Superpixels& segments);

}  // namespace sparsescope
