// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/picture_look.h"

#include "audit/picture_cache.h"
#include "base/hash.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

/// Changes with everything that changes what is found; old files are then left alone.
constexpr int cacheVersion = 1;

Status checkTarget(const HeadAnalysis& head, const PictureTarget& target)
{
    const bool feature = target.of == PictureTarget::Of::Feature;
    const int count = feature ? head.data().featureCount() : head.head().classCount();
    if (target.index < 0 || target.index >= count)
        return Error{"E-AUDIT-004", fmt::format("There is no {} {}: this audit has {} 0 to {}.", feature ? "feature" : "class",
                                                target.index, feature ? "features" : "classes", count - 1), ""};
    if (!feature)
        return Done{};
    const FeatureHealth& health = head.data().pieces().health[static_cast<std::size_t>(target.index)];
    if (health.dead || health.constant)
        return Error{"E-LOOK-001", fmt::format("Feature {} is {} on every row of this audit, so nothing on a picture explains it.", target.index,
                                               health.dead ? "0" : "the same"), ""};
    return Done{};
}

FeatureTarget targetOf(const HeadAnalysis& head, const std::vector<PictureTarget>& targets)
{
    std::vector<FeatureTarget> columns;
    for (const PictureTarget& target : targets) {
        if (target.of == PictureTarget::Of::Feature) {
            columns.push_back(someFeatures({target.index}));
            continue;
        }
        columns.push_back([logit = headLogits(head.head(), head.data().pieces().scale), k = target.index](FeatureMatrixRef features) -> Eigen::MatrixXd {
            return logit(features).col(k);
        });
    }
    return joinedTargets(std::move(columns));
}

/// The slope of a target by each raw feature.
std::vector<float> directionOf(const HeadAnalysis& head, const PictureTarget& target)
{
    std::vector<float> direction(static_cast<std::size_t>(head.data().featureCount()), 0.0F);
    if (target.of == PictureTarget::Of::Feature) {
        direction[static_cast<std::size_t>(target.index)] = 1.0F;
        return direction;
    }
    const Standardization& scale = head.data().pieces().scale;
    for (const HeadWeight& weight : head.head().classes[static_cast<std::size_t>(target.index)]) {
        const auto j = static_cast<std::size_t>(weight.feature);
        direction[j] = static_cast<float>(weight.weight / scale.deviation[j]);
    }
    return direction;
}

std::string described(const SegmentQuestion& question)
{
    const SuperpixelOptions& cut = question.superpixels;
    const SegmentEffectOptions& how = question.options;
    return fmt::format("lime|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", superpixelMethodName(cut.method), cut.regionSize, cut.ruler, cut.smallest,
                       cut.iterations, how.lime.samples, how.lime.seed, how.lime.kernelWidth, how.lime.ridge, how.lime.enumerate,
                       hidingName(how.hiding.hiding), fmt::join(how.hiding.colour, ","), how.repeats);
}

std::string described(const MapQuestion& question)
{
    if (question.kind == MapKind::Gradient)
        return fmt::format("gradient|{}|{}|{}|{}", question.gradient.copies, question.gradient.noise, question.gradient.cell,
                           question.gradient.seed);
    return fmt::format("occlusion|{}|{}|{}", question.occlusion.size, question.occlusion.stride, fmt::join(question.occlusion.colour, ","));
}

std::string noteOf(const GradientMap& map)
{
    if (map.vanishes)
        return "The gradient vanishes on this picture: the map tells nothing. Occlusion works without gradients.";
    return map.relaxed ? "The feature is flat on this picture; the map is that of its relaxed last activation." : "";
}

int fieldOf(const VisionModel& model)
{
    const Architecture* architecture = findArchitecture(model.info().architecture);
    return architecture != nullptr ? receptiveField(*architecture).size : 0;
}

}  // namespace

std::string mapKindName(MapKind kind)
{
    switch (kind) {
    case MapKind::Activation:
        return "activation";
    case MapKind::Gradient:
        return "gradient";
    case MapKind::Occlusion:
        break;
    }
    return "occlusion";
}

std::optional<MapKind> mapKindFromName(std::string_view name)
{
    for (const auto kind : {MapKind::Activation, MapKind::Gradient, MapKind::Occlusion})
        if (mapKindName(kind) == name)
            return kind;
    return std::nullopt;
}

std::vector<PictureTarget> targetsOfClass(const HeadAnalysis& head, int klass)
{
    std::vector<PictureTarget> targets{{PictureTarget::Of::Logit, klass}};
    if (klass < 0 || klass >= head.head().classCount())
        return targets;
    std::vector<HeadWeight> weights = head.head().classes[static_cast<std::size_t>(klass)];
    std::stable_sort(weights.begin(), weights.end(), [](const HeadWeight& a, const HeadWeight& b) { return std::abs(a.weight) > std::abs(b.weight); });
    for (const HeadWeight& weight : weights)
        targets.push_back({PictureTarget::Of::Feature, weight.feature});
    return targets;
}

Result<PictureLook::Seen> PictureLook::see(const HeadAnalysis& head, const PictureSource& source, Progress& progress) const
{
    Seen seen;
    seen.file = source.file;
    const std::int64_t rows = head.data().rowCount();
    if (source.row >= rows || (source.row < 0 && source.file.empty()))
        return Error{"E-AUDIT-004", fmt::format("There is no row {}: this audit has rows 0 to {}.", source.row, rows - 1), ""};
    if (source.row >= 0) {
        SS_TRY(seen.file, m_parts.fileOf(head.data().item(source.row)));
    }
    SS_TRY(const Image image, loadImage(seen.file));
    SS_TRY(seen.model, m_parts.openModel(progress));
    if (progress.stopRequested())
        return Cancelled{};
    seen.image = visiblePart(image, seen.model->info().preprocessing);
    return seen;
}

Result<Image> PictureLook::visible(const HeadAnalysis& head, const PictureSource& source, Progress& progress)
{
    SS_TRY(Seen seen, see(head, source, progress));
    return std::move(seen.image);
}

fs::path PictureLook::cacheFile(const HeadAnalysis& head, const Seen& seen, const std::string& question,
                                const std::vector<PictureTarget>& targets) const
{
    // A picture is known by what the network sees of it, so that the same picture under another name is found too.
    std::string identity = fmt::format("{}|{}|{}|{}", cacheVersion, m_parts.key, question, sha256(std::as_bytes(std::span(seen.image.rgb))));
    for (const PictureTarget& target : targets) {
        identity += fmt::format("|{}{}", target.of == PictureTarget::Of::Feature ? "f" : "c", target.index);
        if (target.of == PictureTarget::Of::Logit)
            for (const float slope : directionOf(head, target))
                identity += slope != 0 ? fmt::format(",{}", slope) : "";
    }
    return m_parts.cacheFolder / (sha256(identity).substr(0, 32) + ".json");
}

Result<SegmentAnswer> PictureLook::segments(const HeadAnalysis& head, const PictureSource& source, const SegmentQuestion& question,
                                            Progress& progress)
{
    if (question.targets.empty())
        return Error{"E-AUDIT-004", "LIME was asked about nothing: give a feature or a class.", ""};
    for (const PictureTarget& target : question.targets)
        SS_CHECK(checkTarget(head, target));
    SS_CHECK(checkLime(question.options.lime, question.options.repeats));
    SS_TRY(const Seen seen, see(head, source, progress));
    SegmentAnswer answer{question, seen.image, {}, {}};
    answer.question.options.runner.threads = m_parts.threads;
    SS_TRY(answer.segments, superpixels(answer.visible, question.superpixels));
    const fs::path cached = cacheFile(head, seen, described(question), question.targets);
    if (auto known = readSegmentEffects(cached, answer.segments.count, static_cast<int>(question.targets.size()))) {
        answer.effects = std::move(*known);
        return answer;
    }
    SS_TRY(answer.effects, explainSegments(*seen.model, answer.visible, answer.segments, targetOf(head, question.targets),
                                           answer.question.options, progress));
    // What a cancel left is shown, not kept: asked again, the whole answer is made.
    if (answer.effects.complete && answer.effects.repeats >= (answer.effects.enumerated ? 0 : question.options.repeats))
        writeSegmentEffects(cached, answer.effects);
    return answer;
}

Status PictureLook::measure(const HeadAnalysis& head, const Seen& seen, MapAnswer& answer, Progress& progress) const
{
    const MapQuestion& question = answer.question;
    if (question.kind == MapKind::Activation) {
        if (question.target.of != PictureTarget::Of::Feature)
            return Error{"E-LOOK-003", "Only features have an activation map. Ask for a gradient or occlusion map of a class.", ""};
        const std::array<int, 1> wanted{question.target.index};
        SS_TRY(auto maps, seen.model->activationMaps(normalised(seen.image, seen.model->info().preprocessing), wanted));
        if (maps.size() != 1)
            return Error{"E-AUDIT-043", "The network gave no activation map for this feature.", ""};
        answer.map = std::move(maps.front());
        return Done{};
    }
    const fs::path cached = cacheFile(head, seen, described(question), {question.target});
    if (auto known = readMap(cached)) {
        answer.map = std::move(known->map);
        answer.note = question.kind == MapKind::Gradient ? noteOf(*known) : "";
        return Done{};
    }
    GradientMap made;
    if (question.kind == MapKind::Gradient) {
        SS_TRY(made, gradientMap(*seen.model, seen.image, directionOf(head, question.target), question.gradient, progress));
        answer.note = noteOf(made);
    } else {
        OcclusionOptions options = question.occlusion;
        options.runner.threads = m_parts.threads;
        SS_TRY(OcclusionMaps maps, occlusionMaps(*seen.model, seen.image, targetOf(head, {question.target}), options, progress));
        made.map = std::move(maps.maps.front());
    }
    writeMap(cached, made);
    answer.map = std::move(made.map);
    return Done{};
}

Result<MapAnswer> PictureLook::map(const HeadAnalysis& head, const PictureSource& source, const MapQuestion& question, Progress& progress)
{
    SS_CHECK(checkTarget(head, question.target));
    if (question.kind == MapKind::Activation && !head.data().pieces().hasActivationMaps)
        return Error{"E-LOOK-004", "This network has no activation maps. Ask for a gradient or occlusion map.", ""};
    SS_TRY(const Seen seen, see(head, source, progress));
    MapAnswer answer;
    answer.question = question;
    answer.visible = seen.image;
    SS_CHECK(measure(head, seen, answer, progress));
    answer.patch = likedPatch(answer.map, answer.visible.width, question.kind == MapKind::Activation ? fieldOf(*seen.model) : 0);
    if (answer.note.empty() && std::none_of(answer.map.values.begin(), answer.map.values.end(), [](float value) { return value > 0; }))
        answer.note = "Nothing on this picture excites it: the map has no positive value.";
    return answer;
}

Result<Image> PictureLook::patch(const HeadAnalysis& head, const PictureSource& source, int feature, Progress& progress)
{
    MapQuestion question;
    question.kind = head.data().pieces().hasActivationMaps ? MapKind::Activation : MapKind::Occlusion;
    question.target = {PictureTarget::Of::Feature, feature};
    SS_TRY(const MapAnswer answer, map(head, source, question, progress));
    const PixelBox& box = answer.patch.box;
    return cropped(answer.visible, box.left, box.top, box.width, box.height);
}

}  // namespace sparsescope
