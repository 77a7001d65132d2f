// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/vision_model.h"
#include "vis/goal.h"

#include <functional>
#include <optional>

namespace sparsescope {

enum class PictureKind { Fourier, Pixels };

/// Steps at one size. The next stage goes on from this one's picture, enlarged.
struct RenderStage {
    int side = 224;
    int steps = 512;

    bool operator==(const RenderStage&) const = default;
};

struct RenderOptions {
    PictureKind kind = PictureKind::Fourier;
    std::vector<RenderStage> stages;    ///< At least one.
    std::uint64_t seed = 0;
    std::optional<Image> start = {};    ///< In place of noise.
    /// Where noise has no gradient the first of these that has one is the start: pictures that excite the feature.
    std::vector<Image> otherStarts = {};
    std::vector<int> snapshots = {};    ///< Steps after which a picture is kept.
    double rate = 0.05;                 ///< Of Adam.
};

/// 512 steps at the network's own size.
std::vector<RenderStage> fullQuality(const VisionModel& model);
/// Something that can be recognised within three seconds of one core on an EfficientNet-Lite0: small first, then larger.
std::vector<RenderStage> previewQuality(const VisionModel& model);

/// How far a rendering is. Told about four times a second, in the rendering thread.
struct RenderUpdate {
    int step = 0;
    int steps = 0;
    std::vector<Image> pictures;
    std::vector<double> values;         ///< Each along its direction, of the picture as it was moved in this step.
};
using RenderObserver = std::function<void(const RenderUpdate&)>;

struct RenderedPicture {
    Image image;
    double value = 0;                   ///< Along its direction, of this very image.
    double drive = 0;                   ///< The same of what goes into the last activation; see Rendering::driveKnown.
    double startValue = 0;              ///< Where it started from.
    double startDrive = 0;
};

/// What became of a wish for pictures. Noise is never one: without a gradient to follow there is no picture, but a sentence.
struct Rendering {
    enum class Outcome {
        Made,
        NoGradient,                     ///< From no start did the network say which way is up.
        NoProgress,                     ///< There was a gradient, but the value did not rise.
    };
    Outcome outcome = Outcome::Made;
    std::string sentence = {};          ///< Why there is none.
    std::vector<RenderedPicture> pictures = {};
    struct Snapshot {
        int step = 0;
        std::vector<Image> images;
    };
    std::vector<Snapshot> snapshots = {};
    int side = 0;
    int steps = 0;                      ///< Made,
    int wantedSteps = 0;                ///< of so many.
    bool complete = false;              ///< False where it was stopped: the pictures are what was there by then.
    bool driveKnown = false;            ///< The network tells what goes into its last activation.
    double similarity = 0;              ///< Mean cosine similarity of the pictures' features in the last step.
    std::vector<std::string> notes = {};  ///< Sentences: another start that was needed, a feature that stays at 0, …
};

/// A derivative by a pixel smaller than this counts as none.
constexpr float vanishingGradient = 1e-9F;

/// Makes the goal's pictures by gradient ascent. Runs in this thread; same seed, same bytes. A cancel after the first step
/// gives what is there by then. Errors: E-VIS-001 to E-VIS-006, and those of the network.
Result<Rendering> render(const VisionModel& model, const Goal& goal, const RenderOptions& options, Progress& progress,
                         const RenderObserver& observer = {});

}  // namespace sparsescope
