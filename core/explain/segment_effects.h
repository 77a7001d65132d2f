// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/lime.h"
#include "explain/picture_runner.h"
#include "explain/superpixels.h"

namespace sparsescope {

// The sign rule of word_effects.h holds for pictures: the effect of a superpixel is positive if showing it makes the value
// larger.

/// What a hidden superpixel looks like.
enum class Hiding {
    Mean,       ///< Its own mean colour.
    Colour,     ///< One colour for all.
    Blur,       ///< The picture, blurred with half a superpixel's width as deviation.
};
std::string hidingName(Hiding hiding);  ///< "mean", "colour", "blur"
std::optional<Hiding> hidingFromName(std::string_view name);  ///< "grey" is a colour.

struct HidingOptions {
    Hiding hiding = Hiding::Mean;
    std::array<std::uint8_t, 3> colour{128, 128, 128};
};

/// The picture with all of its superpixels hidden.
Image hiddenPicture(const Image& visible, const Superpixels& segments, const HidingOptions& options);

struct SegmentEffectOptions {
    LimeOptions lime;
    HidingOptions hiding;
    int repeats = 0;            ///< LIME with so many other seeds, for stability.
    RunnerOptions runner;
};

struct SegmentEffects {
    Eigen::MatrixXd effects;            ///< D × T
    Eigen::VectorXd value;              ///< T: of the whole picture.
    Eigen::VectorXd intercept;          ///< T
    Eigen::VectorXd r2;                 ///< T
    /// T: mean correlation of the effects with those of other seeds; NaN where it cannot be told (no repeats, fewer than two
    /// superpixels, a target that never changes); 1 where nothing was drawn.
    Eigen::VectorXd stability;
    int repeats = 0;                    ///< That came to an end.
    int masks = 0;                      ///< Different masks that went into the effects.
    std::int64_t passes = 0;            ///< Pictures that the network ran on, repeats included.
    int samples = 0;                    ///< Draws that went into the effects, repeats not included.
    bool enumerated = false;            ///< All masks were run: no seed had a part in it.
    bool complete = true;               ///< False after a cancel: told from what was done by then.
};

/// LIME for pictures: what showing each superpixel does to each target, all targets from one set of forward passes.
/// `visible`: what the network sees (crop²). A cancel gives what can be told from the passes made (complete = false), or
/// Cancelled where there is nothing yet. Errors: as the model gives them; E-LIME-001, E-PICTURE-001.
Result<SegmentEffects> explainSegments(const VisionModel& model, const Image& visible, const Superpixels& segments,
                                       const FeatureTarget& target, const SegmentEffectOptions& options, Progress& progress);

/// The superpixels of the largest effects of one sign, by magnitude, at most `count`. Effects of 0 and NaN have no sign.
std::vector<int> topSegments(const Eigen::VectorXd& effects, int count, bool negative);

/// Which pixels lie in the chosen superpixels.
std::vector<bool> pixelsOf(const Superpixels& segments, const std::vector<int>& chosen);

}  // namespace sparsescope
