// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/feature_pictures.h"

#include "audit/audit_state.h"
#include "audit/feature_picture_files.h"
#include "audit/feature_picture_json.h"
#include "audit/feature_picture_target.h"
#include "base/hash.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

/// Changes with everything in core/vis that changes pictures.
constexpr const char* formatName = "visualization 2";
constexpr std::size_t startsTried = 3;
constexpr int mostPictures = 64;

Status checkWish(const PictureWish& wish)
{
    if (wish.count < 1 || wish.count > mostPictures)
        return Error{"E-VIS-006", fmt::format("Between 1 and {} pictures can be made together, not {}.", mostPictures, wish.count), ""};
    if (!(wish.diversity >= 0) || !std::isfinite(wish.diversity))
        return Error{"E-VIS-007", "The diversity of several pictures is a number from 0 on.", ""};
    return Done{};
}

/// The quality's stages, in proportion where another size or number of steps is asked for.
std::vector<RenderStage> stagesOf(const VisionModel& model, const PictureWish& wish)
{
    std::vector<RenderStage> stages = wish.quality == PictureWish::Quality::Full ? fullQuality(model) : previewQuality(model);
    double steps = 0;
    for (const RenderStage& stage : stages)
        steps += stage.steps;
    const double side = stages.back().side;
    int left = wish.steps.value_or(0);
    for (RenderStage& stage : stages) {
        if (wish.side)
            stage.side = std::max(static_cast<int>(std::lround(*wish.side * (stage.side / side))), std::min(*wish.side, 16));
        if (wish.steps)
            stage.steps = static_cast<int>(*wish.steps * (stage.steps / steps));
        left -= stage.steps;
    }
    if (wish.steps)
        stages.back().steps += left;
    std::erase_if(stages, [](const RenderStage& stage) { return stage.steps == 0; });
    return stages;
}

/// Rows that excite what is asked for most, to start from where noise leads nowhere.
std::vector<std::int64_t> strongRows(const HeadAnalysis& head, const PictureWish& wish, const WishTarget& target)
{
    std::vector<std::int64_t> rows;
    if (wish.of == PictureWish::Of::Feature)
        rows = head.data().strongestRows(wish.index);
    else if (const auto extremes = dataExtremes(head.data(), target); extremes.highest.row >= 0)
        rows = {extremes.highest.row};
    rows.resize(std::min(rows.size(), startsTried));
    return rows;
}

std::vector<std::string> dataNotes(const HeadAnalysis& head, const PictureWish& wish)
{
    if (wish.of != PictureWish::Of::Feature)
        return {};
    const FeatureHealth& health = head.data().pieces().health[static_cast<std::size_t>(wish.index)];
    if (health.dead)
        return {"On every picture of the data this feature is 0."};
    return {};
}

void addExtremes(const HeadAnalysis& head, const WishTarget& target, FeaturePicture& picture)
{
    const DataExtremes extremes = dataExtremes(head.data(), target);
    picture.highest = extremes.highest;
    picture.lowest = extremes.lowest;
}

/// Values along the climbed direction put back into those of what was asked for.
struct Meaning {
    double sign;
    double offset;

    double operator()(double value) const { return offset + sign * value; }
};

FeaturePicture pictureOf(Rendering rendering, const PictureWish& wish, const Meaning& meaning)
{
    FeaturePicture picture{wish, rendering.outcome, std::move(rendering.sentence)};
    for (RenderedPicture& made : rendering.pictures)
        picture.pictures.push_back({std::move(made.image), meaning(made.value), meaning(made.drive), meaning(made.startValue)});
    picture.driveKnown = rendering.driveKnown;
    picture.complete = rendering.complete;
    picture.side = rendering.side;
    picture.steps = rendering.steps;
    picture.wantedSteps = rendering.wantedSteps;
    picture.similarity = rendering.similarity;
    picture.notes = std::move(rendering.notes);
    return picture;
}

RenderObserver translated(const RenderObserver& observer, const Meaning& meaning)
{
    if (!observer)
        return {};
    return [observer, meaning](const RenderUpdate& update) {
        RenderUpdate meant = update;
        std::ranges::transform(meant.values, meant.values.begin(), meaning);
        observer(meant);
    };
}

}  // namespace

fs::path FeaturePictures::file(const HeadAnalysis& head, const PictureWish& wish) const
{
    nlohmann::json identity{{"format", formatName}, {"key", m_parts.key}, {"wish", toJson(wish)}};
    // A class means other features once another head is chosen.
    if (const auto target = wishTarget(head, wish); target.ok())
        for (const Direction::Term& term : target->direction.terms)
            identity["direction"].push_back({term.feature, term.weight});
    return m_parts.folder / (sha256(identity.dump()).substr(0, 32) + ".json");
}

void FeaturePictures::keep(const fs::path& file, const FeaturePicture& picture) const
{
    // A cache that cannot be written costs time later, nothing now.
    static_cast<void>(writePicture(file, picture).ok());
}

std::optional<FeaturePicture> FeaturePictures::kept(const HeadAnalysis& head, const PictureWish& wish) const
{
    const auto target = wishTarget(head, wish);
    if (!target.ok())
        return std::nullopt;
    auto picture = readPicture(file(head, wish));
    if (picture) {
        picture->wish = wish;
        picture->fromCache = true;
        addExtremes(head, *target, *picture);
    }
    return picture;
}

Result<FeaturePicture> FeaturePictures::make(const HeadAnalysis& head, const PictureWish& wish, Progress& progress, const RenderObserver& observer) const
{
    SS_CHECK(checkWish(wish));
    SS_TRY(const WishTarget target, wishTarget(head, wish));
    if (auto there = kept(head, wish); there && there->complete)
        return std::move(*there);
    SS_TRY(const auto model, m_parts.openModel(progress));
    RenderOptions options;
    options.kind = wish.pixels ? PictureKind::Pixels : PictureKind::Fourier;
    options.stages = stagesOf(*model, wish);
    options.seed = wish.seed;
    if (wish.fromRow >= 0) {
        SS_TRY(options.start, m_parts.picture(wish.fromRow));
    }
    for (const std::int64_t row : strongRows(head, wish, target))
        if (auto image = m_parts.picture(row); image.ok())
            options.otherStarts.push_back(std::move(*image));
    const Meaning meaning{wish.negative ? -1.0 : 1.0, target.offset};
    const Goal goal{std::vector<Direction>(static_cast<std::size_t>(wish.count), meaning.sign * target.direction), wish.diversity};
    SS_TRY(Rendering rendering, render(*model, goal, options, progress, translated(observer, meaning)));
    FeaturePicture picture = pictureOf(std::move(rendering), wish, meaning);
    for (const std::string& note : dataNotes(head, wish))
        picture.notes.push_back(note);
    picture.versions = {{"sparsescope", SPARSESCOPE_VERSION}, {"format", formatName}, {"device", model->device()}};
    keep(file(head, wish), picture);
    addExtremes(head, target, picture);
    return picture;
}

std::vector<int> pictureQueue(const HeadAnalysis& head, int klass)
{
    std::vector<HeadWeight> own = head.head().classes[static_cast<std::size_t>(klass)];
    std::ranges::stable_sort(own, [](const HeadWeight& a, const HeadWeight& b) { return std::abs(a.weight) > std::abs(b.weight); });
    std::vector<int> queue;
    for (const HeadWeight& weight : own)
        queue.push_back(weight.feature);
    std::vector<int> others = head.head().usedFeatures();
    std::erase_if(others, [&](int feature) { return std::ranges::count(queue, feature) > 0; });
    std::ranges::stable_sort(others, [&](int a, int b) { return head.uses(a).size() > head.uses(b).size(); });
    queue.insert(queue.end(), others.begin(), others.end());
    return queue;
}

Result<std::shared_ptr<const FeaturePictures>> Audit::featurePictures(std::shared_ptr<const AuditData> data) const
{
    if (m_state->isOfTexts())
        return Error{"E-AUDIT-045", "This audit is of texts: there are no pictures to look at.", ""};
    const AuditRecord record = m_state->recordCopy();
    FeaturePictures::Parts parts;
    // Whoever looks may outlive the audit: the shared state does not end before.
    parts.openModel = [state = m_state](Progress& progress) { return state->openVision(progress); };
    parts.picture = [state = m_state, data = std::move(data)](std::int64_t row) { return Audit(state).picture(*data, row, true); };
    parts.folder = m_state->pictureFolder();
    parts.key = {{"model", record.model.sha256}, {"layer", record.model.layer}, {"data", record.fingerprint},
                 {"preprocessing", nlohmann::json(record.model.preprocessing).dump()}, {"device", record.settings.modelOptions.device}};
    return std::make_shared<const FeaturePictures>(std::move(parts));
}

}  // namespace sparsescope
