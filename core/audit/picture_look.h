// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit_data.h"
#include "explain/gradient_map.h"
#include "explain/map_shapes.h"
#include "explain/occlusion_map.h"
#include "explain/segment_effects.h"

#include <filesystem>

namespace sparsescope {

/// The picture in question: a row of the audit, or any file where there is none.
struct PictureSource {
    std::int64_t row = -1;
    std::filesystem::path file = {};
};

/// What a picture is asked about: a feature, or the logit of a class by the head in view.
struct PictureTarget {
    enum class Of { Feature, Logit };
    Of of = Of::Feature;
    int index = 0;
};

/// The class's logit and every feature it uses, by |weight|: one set of passes answers for all of them.
std::vector<PictureTarget> targetsOfClass(const HeadAnalysis& head, int klass);

/// LIME of one picture. What is answered for several targets costs no more than for one.
struct SegmentQuestion {
    std::vector<PictureTarget> targets;
    SuperpixelOptions superpixels;
    SegmentEffectOptions options;
};

struct SegmentAnswer {
    SegmentQuestion question;
    Image visible;              ///< What the network saw.
    Superpixels segments;
    SegmentEffects effects;     ///< T: one column for each target.
};

enum class MapKind {
    Activation,     ///< The pooled channel's own map: at once, where the network has one.
    Gradient,       ///< Gradient × input over noisy copies: some seconds.
    Occlusion,      ///< What a grey square takes away: some hundred passes.
};
std::string mapKindName(MapKind kind);  ///< "activation", "gradient", "occlusion"
std::optional<MapKind> mapKindFromName(std::string_view name);

struct MapQuestion {
    MapKind kind = MapKind::Activation;
    PictureTarget target;               ///< Activation: of a feature only.
    GradientMapOptions gradient;
    OcclusionOptions occlusion;
};

struct MapAnswer {
    MapQuestion question;
    Image visible;              ///< What the network saw; overlay() lays the map on it, strongPart() outlines it.
    ActivationMap map;
    LikedPatch patch;           ///< By this map.
    std::string note;           ///< A sentence where the map says less than it seems to, or empty.
};

/// What both heads say about any picture.
struct PicturePrediction {
    std::string file;                       ///< Untrusted.
    Image visible;
    Eigen::RowVectorXf features;            ///< d, raw
    LogitExplanation predicted;             ///< Signed parts that add up to the logit.
    std::vector<ExampleView::Ranked> ranking;   ///< Best five classes.
    /// The network's own head.
    struct Original {
        int modelClass = -1;
        std::string name;                   ///< In the model's words, or empty. Untrusted.
        double probability = 0;             ///< Softmax over its classes.
        int auditClass = -1;                ///< Where the audit's classes are the model's: its answer among them.
    };
    std::optional<Original> original;
    /// Features that stand out most here, by their place among the audit's rows.
    struct Strong {
        int feature = 0;
        double value = 0;                   ///< Raw.
        double standardised = 0;
        double shareBelow = 0;              ///< Of the audit's rows that have less.
    };
    std::vector<Strong> strongest;          ///< By standardised value; those in use by the head first of equals.
};

struct FolderPredictions {
    std::vector<PicturePrediction> pictures;    ///< By path; without their visible parts where there are more than 64.
    struct Refused {
        std::string file;                   ///< Untrusted.
        std::string reason;                 ///< A sentence.
    };
    std::vector<Refused> refused;
    bool complete = true;                   ///< False after a cancel.
};

/// The questions about single pictures. Functions that run the network take long; any thread may call them. LIME, gradient
/// and occlusion maps are kept in the audit's pictures/ and given again for the same question.
class PictureLook {
public:
    struct Parts {
        std::function<Result<std::shared_ptr<const VisionModel>>(Progress&)> openModel;
        std::function<Result<std::filesystem::path>(const DatasetItem&)> fileOf;
        std::filesystem::path cacheFolder;
        std::string key;                    ///< Of the model and how pictures go into it.
        std::optional<ClassMatch> match;    ///< The network's own classes, where they are the audit's.
        int threads = 1;
    };
    explicit PictureLook(Parts parts) : m_parts(std::move(parts)) {}

    /// Errors: E-AUDIT-004 for a row, feature or class that is not there, E-LOOK-001 for a feature that is the same on all
    /// rows, as the decoder gives them for a file that is no picture, and those of the explanations.
    Result<SegmentAnswer> segments(const HeadAnalysis& head, const PictureSource& source, const SegmentQuestion& question, Progress& progress);
    Result<MapAnswer> map(const HeadAnalysis& head, const PictureSource& source, const MapQuestion& question, Progress& progress);
    /// The picture cut to the patch that the feature likes, by its activation map, or by occlusion where it has none.
    Result<Image> patch(const HeadAnalysis& head, const PictureSource& source, int feature, Progress& progress);
    Result<PicturePrediction> predict(const HeadAnalysis& head, const PictureSource& source, Progress& progress);
    /// One file, or all pictures of a folder (E-LOOK-002 where it has none). Files that cannot be read are told.
    Result<FolderPredictions> predictAll(const HeadAnalysis& head, const std::filesystem::path& fileOrFolder, Progress& progress);
    /// What the network sees of it.
    Result<Image> visible(const HeadAnalysis& head, const PictureSource& source, Progress& progress);

    Result<std::shared_ptr<const VisionModel>> model(Progress& progress) const { return m_parts.openModel(progress); }

private:
    struct Seen {
        std::filesystem::path file;
        std::shared_ptr<const VisionModel> model;
        Image image;                ///< What the network sees.
    };
    Result<Seen> see(const HeadAnalysis& head, const PictureSource& source, Progress& progress) const;
    Status measure(const HeadAnalysis& head, const Seen& seen, MapAnswer& answer, Progress& progress) const;
    std::filesystem::path cacheFile(const HeadAnalysis& head, const Seen& seen, const std::string& question,
                                    const std::vector<PictureTarget>& targets) const;

    Parts m_parts;
};

}  // namespace sparsescope
