// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/image.h"
#include "models/feature_model.h"

#include <functional>
#include <span>

namespace sparsescope {

/// The pooled channel's own spatial map for one picture: height × width values whose mean is the feature.
struct ActivationMap {
    int height = 0;
    int width = 0;
    std::vector<float> values;
};

/// What some pictures' features are, on the way to a gradient. Both are count × d.
struct DrivenFeatures {
    std::span<const float> features;  ///< As VisionModel::features() gives them, but for rounding.
    std::span<const float> drive;     ///< Means of the map before its last activation, where the network tells it; else
                                      ///< the features again.
};

/// Writes, for every picture, the derivative of what is climbed by each feature: count × d.
using FeatureSlope = std::function<void(const DrivenFeatures& driven, std::span<float> slope)>;

enum class LastActivation {
    Exact,    ///< The network's own derivative.
    Relaxed,  ///< The last activation lets slopes through where it is flat, unless they push further into its ceiling: a
              ///< feature that is 0 still has a gradient. Networks that do not tell their last activation: as Exact.
    Upward,   ///< What pushes up goes on everywhere, past the ceiling by (ceiling / value)² of it: a feature that cannot
              ///< grow any more still shows what it is after. What pushes down stops at the floor. Otherwise as Relaxed.
};

/// An opened vision network cut before its last linear layer.
class VisionModel : public FeatureModel {
public:
    /// `input`: count × crop × crop × 3 floats, already normalised (preprocess()). `features`: count × d floats.
    virtual Status features(std::span<const float> input, int count, std::span<float> features) const = 0;
    /// Maps of the asked features for one preprocessed picture; an error where the network has none (see info()).
    virtual Result<std::vector<ActivationMap>> activationMaps(std::span<const float> input,
                                                              std::span<const int> features) const = 0;

    /// Whether gradient() works. A TorchScript program is tried once, at the first question.
    virtual bool hasGradients() const = 0;
    /// Whether gradient() takes pictures of other sizes than info().preprocessing.crop.
    virtual bool takesAnySize() const = 0;
    /// What moves a function of the features up, by the pictures; weights stay as they are. `input`: count × side × side
    /// × 3, as features() takes them but of any side from 1 to 2048 where takesAnySize(). `slope` is called once, in
    /// the calling thread. `gradient`: like `input`. Same input, same bits; for weights on the CPU also however many
    /// pictures come with it. Errors: sizes that do not fit, a network without a derivative.
    virtual Status gradient(std::span<const float> input, int count, int side, const FeatureSlope& slope,
                            LastActivation last, std::span<float> gradient) const = 0;
};

/// Opens for running. An error for a device that is not there, missing consent, or tensors that do not fit.
Result<std::unique_ptr<VisionModel>> openVisionModel(const std::filesystem::path& path, const ModelOptions& options,
                                                     Progress& progress);

/// Resize, crop, normalise into crop × crop × 3 floats at `out` (channels last).
void preprocess(const Image& image, const Preprocessing& preprocessing, std::span<float> out);
/// The part of the picture the network sees, before normalising: what maps are laid over. crop × crop pixels.
Image visiblePart(const Image& image, const Preprocessing& preprocessing);

}  // namespace sparsescope
