// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/picture_json.h"
#include "base/text.h"
#include "cli/picture_looking.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "explain/overlay.h"
#include "explain/segment_picture.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sparsescope::cli {

namespace {

using enum Table::Align;

constexpr std::array<std::uint8_t, 3> outlineColour{0xE6, 0x9F, 0x00};

struct LimeRequest {
    std::string audit;
    int at = -1;
    PictureSource source;
    std::string file;
    TargetRequest target;
    bool withFeatures = false;
    SegmentQuestion question;
    std::string method = "slic";
    std::string hide = "mean";
    int top = 3;
    bool negative = false;
    bool labels = false;
    std::string out;
};

Result<SegmentQuestion> questionOf(const LimeRequest& request, const Look& look)
{
    SegmentQuestion question = request.question;
    question.superpixels.method = superpixelMethodFromName(request.method).value_or(SuperpixelMethod::Slic);
    question.options.hiding.hiding = hidingFromName(request.hide).value_or(Hiding::Mean);
    SS_TRY(const PictureTarget target, request.target.target(look));
    question.targets = {target};
    if (request.withFeatures && target.of == PictureTarget::Of::Logit)
        question.targets = targetsOfClass(*look.head, target.index);
    return question;
}

std::string limeText(const SegmentAnswer& answer, const std::vector<int>& chosen, const ClassNames& names)
{
    const SegmentEffects& effects = answer.effects;
    const std::vector<int> sizes = answer.segments.sizes();
    Table table({{"superpixel", Right}, {"effect", Right}, {"of the picture", Right}});
    for (const int segment : chosen)
        table.add({std::to_string(segment), signedNumber(effects.effects(segment, 0)),
                   percent(static_cast<double>(sizes[static_cast<std::size_t>(segment)])
                           / static_cast<double>(answer.segments.labels.size()))});
    std::string text =
        fmt::format("{} is {} on this picture; {} superpixels of about {} pixels, {} masks, R² {}{}{}\n{}",
                    targetName(answer.question.targets.front(), names), number(effects.value[0]), answer.segments.count,
                    answer.segments.regionSize, effects.masks, number(effects.r2[0]),
                    std::isnan(effects.stability[0])
                        ? ""
                        : fmt::format(", correlation with other seeds {}", number(effects.stability[0])),
                    effects.complete ? "" : " (stopped before the end)", table.text());
    for (std::size_t t = 1; t < answer.question.targets.size(); ++t) {
        const std::vector<int> most = topSegments(effects.effects.col(static_cast<Eigen::Index>(t)), 3, false);
        text +=
            fmt::format("\n{}: superpixels {}", targetName(answer.question.targets[t], names), fmt::join(most, ", "));
    }
    return text;
}

Status lime(const LimeRequest& request, const Context& context, Progress& progress)
{
    SS_TRY(const PictureLooking looking, lookAtPictures(request.audit, request.at, progress));
    SS_TRY(const SegmentQuestion question, questionOf(request, looking.look));
    SS_TRY(const SegmentAnswer answer,
           looking.pictures->segments(*looking.look.head, {request.source.row, request.file}, question, progress));
    const std::vector<int> chosen = topSegments(answer.effects.effects.col(0), request.top, request.negative);
    if (!request.out.empty())
        SS_CHECK(
            writePng(segmentPicture(answer.visible, answer.segments, chosen, {request.negative, true}), request.out));
    context.print([&] { return toJson(answer, chosen, request.labels, looking.look.names); },
                  [&] { return limeText(answer, chosen, looking.look.names); });
    return answer.effects.complete ? Status(Done{}) : Status(Cancelled{});
}

void addLime(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<LimeRequest>();
    CLI::App* verb =
        addLookVerb(app, "lime", "Find the superpixels of a picture that excite a feature or raise a class",
                    request->audit, request->at);
    addPictureSource(*verb, request->source, request->file);
    request->target.addTo(*verb);
    LimeOptions& sampling = request->question.options.lime;
    verb->add_flag("--with-features", request->withFeatures,
                   "With --class: also for all features that it uses, by the same passes");
    verb->add_option("--samples", sampling.samples, "Pictures with superpixels hidden at random (1000)");
    verb->add_option("--seed", sampling.seed, "Of the samples (0)");
    verb->add_option("--seeds", request->question.options.repeats,
                     "Again with so many other seeds, to tell how stable it is (0)")
        ->check(CLI::Range(0, 100));
    verb->add_option("--method", request->method, "Of cutting: slic, slico or mslic")
        ->check(CLI::IsMember({"slic", "slico", "mslic"}));
    verb->add_option("--region", request->question.superpixels.regionSize,
                     "Pixels from one superpixel to the next (a seventh of the picture)");
    verb->add_option("--ruler", request->question.superpixels.ruler, "Compactness of superpixels (20)");
    verb->add_option("--hide", request->hide, "A hidden superpixel has its mean colour, is grey, or blurred (mean)")
        ->check(CLI::IsMember({"mean", "grey", "blur"}));
    verb->add_option("--top", request->top, "How many superpixels are shown (3)")->check(CLI::NonNegativeNumber);
    verb->add_flag("--negative", request->negative, "Show those that speak against it");
    verb->add_flag("--labels", request->labels, "With --json: the superpixel of each pixel too");
    verb->add_option("--out", request->out, "Write the picture with the superpixels to this PNG");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status { return lime(*request, context, progress); });
    });
}

struct MapRequest {
    std::string audit;
    int at = -1;
    PictureSource source;
    std::string file;
    TargetRequest target;
    MapQuestion question;
    std::string kind = "activation";
    double opacity = 0.75;
    double outline = 0;
    std::string out;
    std::string patch;
};

Image drawn(const MapAnswer& answer, const MapRequest& request)
{
    const Image laid = overlay(answer.visible, answer.map, request.opacity);
    if (!(request.outline > 0))
        return laid;
    const std::vector<bool> part = strongPart(answer.map, laid.width, laid.height, request.outline);
    return painted(laid, outlineOf(part, laid.width, laid.height), outlineColour);
}

std::string mapText(const MapAnswer& answer, const ClassNames& names)
{
    const auto [low, high] = std::minmax_element(answer.map.values.begin(), answer.map.values.end());
    const PixelBox& box = answer.patch.box;
    return fmt::format(
        "{} map of {}: {} × {} cells from {} to {}; the patch it likes is {} × {} pixels at {}, {} ({}){}",
        mapKindName(answer.question.kind), targetName(answer.question.target, names), answer.map.width,
        answer.map.height, number(static_cast<double>(*low)), number(static_cast<double>(*high)), box.width, box.height,
        box.left, box.top, answer.patch.theoretical ? "its receptive field" : "its effective field",
        answer.note.empty() ? "" : "\n" + answer.note);
}

Status map(const MapRequest& request, const Context& context, Progress& progress)
{
    SS_TRY(const PictureLooking looking, lookAtPictures(request.audit, request.at, progress));
    MapQuestion question = request.question;
    question.kind = mapKindFromName(request.kind).value_or(MapKind::Activation);
    SS_TRY(question.target, request.target.target(looking.look));
    SS_TRY(const MapAnswer answer,
           looking.pictures->map(*looking.look.head, {request.source.row, request.file}, question, progress));
    if (!request.out.empty())
        SS_CHECK(writePng(drawn(answer, request), request.out));
    const PixelBox& box = answer.patch.box;
    if (!request.patch.empty())
        SS_CHECK(writePng(cropped(answer.visible, box.left, box.top, box.width, box.height), request.patch));
    context.print([&] { return toJson(answer, looking.look.names); },
                  [&] { return mapText(answer, looking.look.names); });
    return Done{};
}

void addMap(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<MapRequest>();
    CLI::App* verb = addLookVerb(app, "map", "Show where on a picture a feature fires", request->audit, request->at);
    addPictureSource(*verb, request->source, request->file);
    request->target.addTo(*verb);
    verb->add_option("--kind", request->kind, "activation, gradient or occlusion (activation)")
        ->check(CLI::IsMember({"activation", "gradient", "occlusion"}));
    verb->add_option("--opacity", request->opacity, "Of the map over the picture (0.75)")->check(CLI::Range(0.0, 1.0));
    verb->add_option("--outline", request->outline, "Outline where the map reaches this share of its maximum")
        ->check(CLI::Range(0.0, 1.0));
    verb->add_option("--size", request->question.occlusion.size,
                     "Of occlusion: side of the square (a sixth of the picture)");
    verb->add_option("--stride", request->question.occlusion.stride,
                     "Of occlusion: pixels from square to square (a fourteenth)");
    verb->add_option("--copies", request->question.gradient.copies, "Of gradient: noisy copies (16)");
    verb->add_option("--noise", request->question.gradient.noise,
                     "Of gradient: their noise, a share of the picture's range (0.15)");
    verb->add_option("--seed", request->question.gradient.seed, "Of gradient: of the noise (0)");
    verb->add_option("--out", request->out, "Write the picture with the map over it to this PNG");
    verb->add_option("--patch", request->patch, "Write the patch that it likes to this PNG");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status { return map(*request, context, progress); });
    });
}

}  // namespace

void addPictureVerbs(CLI::App& app, Context& context)
{
    addLime(app, context);
    addMap(app, context);
}

}  // namespace sparsescope::cli
