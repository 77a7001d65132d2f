// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/image.h"
#include "models/feature_model.h"

#include <span>

namespace sparsescope {

/// The pooled channel's own spatial map for one picture: height × width values whose mean is the feature.
struct ActivationMap {
    int height = 0;
    int width = 0;
    std::vector<float> values;
};

/// An opened vision network cut before its last linear layer.
class VisionModel : public FeatureModel {
public:
    /// `input`: count × crop × crop × 3 floats, already normalised (preprocess()). `features`: count × d floats.
    virtual Status features(std::span<const float> input, int count, std::span<float> features) const = 0;
    /// Maps of the asked features for one preprocessed picture; an error where the network has none (see info()).
    virtual Result<std::vector<ActivationMap>> activationMaps(std::span<const float> input,
                                                              std::span<const int> features) const = 0;
};

/// Opens for running. An error for a device that is not there, missing consent, or tensors that do not fit.
Result<std::unique_ptr<VisionModel>> openVisionModel(const std::filesystem::path& path, const ModelOptions& options,
                                                     Progress& progress);

/// Resize, crop, normalise into crop × crop × 3 floats at `out` (channels last).
void preprocess(const Image& image, const Preprocessing& preprocessing, std::span<float> out);
/// The part of the picture the network sees, before normalising: what maps are laid over. crop × crop pixels.
Image visiblePart(const Image& image, const Preprocessing& preprocessing);

}  // namespace sparsescope
