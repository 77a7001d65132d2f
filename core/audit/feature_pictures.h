// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit_data.h"
#include "vis/render.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>

namespace sparsescope {

/// What a picture is wanted of, and how. The same wish gives the same bytes.
struct PictureWish {
    enum class Of { Feature, Class, Mix, Difference };
    enum class Quality { Preview, Full };

    Of of = Of::Feature;
    int index = 0;                          ///< Of the feature or class.
    int other = 0;                          ///< Difference: the class that is taken off.
    std::vector<Direction::Term> mix = {};  ///< Mix: weights on raw features.
    bool negative = false;                  ///< What pushes it down.
    Quality quality = Quality::Full;
    std::optional<int> steps = {};          ///< Instead of the quality's,
    std::optional<int> side = {};           ///< and its size; pixels.
    bool pixels = false;                    ///< Climb in pixels instead of frequencies.
    std::uint64_t seed = 0;
    int count = 1;                          ///< Pictures that are made together,
    double diversity = 0;                   ///< and how much they are pushed apart; see Goal.
    std::int64_t fromRow = -1;              ///< Start from this picture of the data; −1: from noise.
};

/// What became of it. Values are those of the feature (or the logit, the mix, the difference of logits), never negated.
struct FeaturePicture {
    PictureWish wish;
    Rendering::Outcome outcome = Rendering::Outcome::Made;
    std::string sentence = {};              ///< Why there is no picture.
    struct Made {
        Image image;
        double activation = 0;              ///< Of this very image.
        double drive = 0;                   ///< The same before the last activation, where that is known.
        double startActivation = 0;         ///< Where it started from.
    };
    std::vector<Made> pictures = {};
    bool driveKnown = false;
    bool complete = false;                  ///< False: it was stopped.
    int side = 0;
    int steps = 0;
    int wantedSteps = 0;
    double similarity = 0;                  ///< Of several pictures; see Rendering.
    std::vector<std::string> notes = {};
    std::map<std::string, std::string> versions = {};  ///< What made it.
    bool fromCache = false;
    /// The data's own extremes, to judge it by.
    struct OnData {
        std::int64_t row = -1;
        double activation = 0;
    };
    OnData highest = {};
    OnData lowest = {};
};

/// What one picture of each quality takes, from a few steps made and timed.
struct PictureCost {
    double previewSeconds = 0;
    double fullSeconds = 0;
};

/// Pictures of the features of an audit, kept in its pictures/ folder. Any thread may call these, several at once; each
/// renders in its own.
class FeaturePictures {
public:
    struct Parts {
        std::function<Result<std::shared_ptr<const VisionModel>>(Progress&)> openModel;
        std::function<Result<Image>(std::int64_t row)> picture;     ///< Of the data, as the network sees it.
        std::filesystem::path folder;
        std::map<std::string, std::string> key;                     ///< What the pictures depend on beside the wish.
    };
    explicit FeaturePictures(Parts parts) : m_parts(std::move(parts)) {}

    /// The one that is there, complete or not; nothing where there is none or it is damaged. Quick.
    std::optional<FeaturePicture> kept(const HeadAnalysis& head, const PictureWish& wish) const;
    /// The complete one that is there, or a new one, which is kept: also a stopped one, until it is made again. `values` of the
    /// observer's updates are those of FeaturePicture. Errors: E-AUDIT-004 for a feature, class or row that is not there, E-VIS-007,
    /// those of render(), of the model and of the starting picture.
    Result<FeaturePicture> make(const HeadAnalysis& head, const PictureWish& wish, Progress& progress, const RenderObserver& observer = {}) const;

    /// Opens the model and makes a few steps of each size, of which nothing is kept. Errors as those of make().
    Result<PictureCost> cost(const HeadAnalysis& head, Progress& progress) const;

private:
    std::filesystem::path file(const HeadAnalysis& head, const PictureWish& wish) const;
    void keep(const std::filesystem::path& file, const FeaturePicture& picture) const;

    Parts m_parts;
};

/// Features in the order in which their pictures are wanted when a class is looked at: its own by |weight|, then all others
/// that the head uses, by how many classes use them.
std::vector<int> pictureQueue(const HeadAnalysis& head, int klass);

}  // namespace sparsescope
