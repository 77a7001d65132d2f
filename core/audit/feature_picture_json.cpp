// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/feature_picture_json.h"

#include "audit/settings_json.h"

namespace sparsescope {

using nlohmann::json;

namespace {

const char* nameOf(PictureWish::Of of)
{
    switch (of) {
    case PictureWish::Of::Feature:
        return "feature";
    case PictureWish::Of::Class:
        return "class";
    case PictureWish::Of::Mix:
        return "mix";
    case PictureWish::Of::Difference:
        break;
    }
    return "difference";
}

json onDataJson(const FeaturePicture::OnData& onData)
{
    return onData.row < 0 ? json(nullptr) : json{{"row", onData.row}, {"activation", numberToJson(onData.activation)}};
}

}  // namespace

const char* outcomeName(Rendering::Outcome outcome)
{
    switch (outcome) {
    case Rendering::Outcome::Made:
        return "made";
    case Rendering::Outcome::NoGradient:
        return "no gradient";
    case Rendering::Outcome::NoProgress:
        break;
    }
    return "no progress";
}

json toJson(const PictureWish& wish)
{
    json mix = json::array();
    for (const Direction::Term& term : wish.mix)
        mix.push_back({term.feature, term.weight});
    return {{"of", nameOf(wish.of)},
            {"index", wish.index},
            {"other", wish.other},
            {"mix", mix},
            {"negative", wish.negative},
            {"quality", wish.quality == PictureWish::Quality::Full ? "full" : "preview"},
            {"steps", wish.steps ? json(*wish.steps) : json(nullptr)},
            {"side", wish.side ? json(*wish.side) : json(nullptr)},
            {"pixels", wish.pixels},
            {"seed", wish.seed},
            {"count", wish.count},
            {"diversity", wish.diversity},
            {"from_row", wish.fromRow}};
}

json toJson(const FeaturePicture& picture)
{
    json pictures = json::array();
    for (const FeaturePicture::Made& made : picture.pictures)
        pictures.push_back({{"activation", numberToJson(made.activation)},
                            {"drive", picture.driveKnown ? numberToJson(made.drive) : json(nullptr)},
                            {"start_activation", numberToJson(made.startActivation)}});
    return {{"wish", toJson(picture.wish)},
            {"outcome", outcomeName(picture.outcome)},
            {"sentence", picture.sentence},
            {"pictures", pictures},
            {"complete", picture.complete},
            {"side", picture.side},
            {"steps", picture.steps},
            {"wanted_steps", picture.wantedSteps},
            {"similarity", picture.pictures.size() > 1 ? numberToJson(picture.similarity) : json(nullptr)},
            {"notes", picture.notes},
            {"versions", picture.versions},
            {"from_cache", picture.fromCache},
            {"highest_on_data", onDataJson(picture.highest)},
            {"lowest_on_data", onDataJson(picture.lowest)}};
}

}  // namespace sparsescope
