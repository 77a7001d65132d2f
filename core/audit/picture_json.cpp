// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/picture_json.h"

#include "audit/settings_json.h"

namespace sparsescope {

using nlohmann::json;

namespace {

json nameOf(const ClassNames& names, int klass)
{
    const bool known = klass >= 0 && klass < static_cast<int>(names.size());
    return known ? json(names[static_cast<std::size_t>(klass)]) : json(nullptr);
}

json targetJson(const PictureTarget& target, const ClassNames& names)
{
    if (target.of == PictureTarget::Of::Feature)
        return {{"of", "feature"}, {"feature", target.index}};
    return {{"of", "logit"}, {"class", target.index}, {"class_name", nameOf(names, target.index)}};
}

json numbers(const Eigen::Ref<const Eigen::VectorXd>& values)
{
    json list = json::array();
    for (const double value : values)
        list.push_back(numberToJson(value));
    return list;
}

json boxJson(const PixelBox& box)
{
    return {{"left", box.left}, {"top", box.top}, {"width", box.width}, {"height", box.height}};
}

json explanationJson(const LogitExplanation& explanation, const ClassNames& names)
{
    json parts = json::array();
    for (const Contribution& part : explanation.parts)
        parts.push_back({{"feature", part.feature}, {"weight", part.weight}, {"value", numberToJson(part.value)}, {"part", numberToJson(part.part)}});
    return {{"class", explanation.klass},
            {"class_name", nameOf(names, explanation.klass)},
            {"bias", explanation.bias},
            {"logit", numberToJson(explanation.logit)},
            {"probability", numberToJson(explanation.probability)},
            {"parts", parts}};
}

json originalJson(const std::optional<PicturePrediction::Original>& original, const ClassNames& names)
{
    if (!original)
        return nullptr;
    return {{"model_class", original->modelClass},
            {"model_class_name", original->name.empty() ? json(nullptr) : json(original->name)},
            {"probability", numberToJson(original->probability)},
            {"class", original->auditClass >= 0 ? json(original->auditClass) : json(nullptr)},
            {"class_name", nameOf(names, original->auditClass)}};
}

json evidenceJson(const std::vector<NameEvidence>& evidence)
{
    json list = json::array();
    for (const NameEvidence& one : evidence)
        list.push_back({{one.klass >= 0 ? "class_name" : "word", one.what}, {"rows", one.rows}, {"share", one.share},
                        {"base_share", one.baseShare}, {"lift", one.lift}});
    return list;
}

}  // namespace

json toJson(const SegmentAnswer& answer, const std::vector<int>& chosen, bool labels, const ClassNames& names)
{
    const SegmentQuestion& question = answer.question;
    const SegmentEffects& effects = answer.effects;
    json targets = json::array();
    for (std::size_t t = 0; t < question.targets.size(); ++t) {
        const auto column = static_cast<Eigen::Index>(t);
        json target = targetJson(question.targets[t], names);
        target["value"] = numberToJson(effects.value[column]);
        target["effects"] = numbers(effects.effects.col(column));
        target["intercept"] = numberToJson(effects.intercept[column]);
        target["r2"] = numberToJson(effects.r2[column]);
        target["stability"] = numberToJson(effects.stability[column]);
        targets.push_back(std::move(target));
    }
    json result{{"targets", targets},
                {"segments", answer.segments.count},
                {"segment_pixels", answer.segments.sizes()},
                {"width", answer.segments.width},
                {"height", answer.segments.height},
                {"method", superpixelMethodName(question.superpixels.method)},
                {"region_size", answer.segments.regionSize},
                {"ruler", question.superpixels.ruler},
                {"hidden_by", hidingName(question.options.hiding.hiding)},
                {"seed", question.options.lime.seed},
                {"samples", effects.samples},
                {"masks", effects.masks},
                {"repeats", effects.repeats},
                {"enumerated", effects.enumerated},
                {"complete", effects.complete},
                {"shown", chosen}};
    if (labels)
        result["labels"] = answer.segments.labels;
    return result;
}

json toJson(const MapAnswer& answer, const ClassNames& names)
{
    json values = json::array();
    for (const float value : answer.map.values)
        values.push_back(numberToJson(static_cast<double>(value)));
    return {{"kind", mapKindName(answer.question.kind)},
            {"target", targetJson(answer.question.target, names)},
            {"width", answer.map.width},
            {"height", answer.map.height},
            {"values", values},
            {"patch", boxJson(answer.patch.box)},
            {"patch_is", answer.patch.theoretical ? "receptive field" : "effective field"},
            {"picture_side", answer.visible.width},
            {"note", answer.note}};
}

json toJson(const PicturePrediction& prediction, const ClassNames& names)
{
    json ranking = json::array();
    for (const ExampleView::Ranked& ranked : prediction.ranking)
        ranking.push_back({{"class", ranked.klass}, {"class_name", nameOf(names, ranked.klass)}, {"logit", numberToJson(ranked.logit)},
                           {"probability", numberToJson(ranked.probability)}});
    json strongest = json::array();
    for (const PicturePrediction::Strong& strong : prediction.strongest)
        strongest.push_back({{"feature", strong.feature}, {"value", numberToJson(strong.value)},
                             {"standardised", numberToJson(strong.standardised)}, {"share_below", strong.shareBelow}});
    return {{"file", prediction.file},
            {"predicted", explanationJson(prediction.predicted, names)},
            {"ranking", ranking},
            {"original", originalJson(prediction.original, names)},
            {"strongest_features", strongest}};
}

json toJson(const FolderPredictions& predictions, const ClassNames& names)
{
    json pictures = json::array();
    for (const PicturePrediction& picture : predictions.pictures)
        pictures.push_back(toJson(picture, names));
    json refused = json::array();
    for (const FolderPredictions::Refused& one : predictions.refused)
        refused.push_back({{"file", one.file}, {"reason", one.reason}});
    return {{"pictures", pictures}, {"refused", refused}, {"complete", predictions.complete}};
}

json toJson(const ExampleListView& view, const ClassNames& names)
{
    json examples = json::array();
    for (const ExampleListView::Shown& shown : view.examples) {
        json example = toJson(shown.example, names);
        example["quantile"] = shown.quantile;
        example["identical"] = shown.identical;
        example["similar"] = shown.similar;
        examples.push_back(std::move(example));
    }
    const ExampleQuestion& question = view.question;
    return {{"feature", question.choice.feature},
            {"kind", exampleKindName(question.choice.kind)},
            {"class", question.klass ? json(*question.klass) : json(nullptr)},
            {"split", question.split ? json(splitName(*question.split)) : json(nullptr)},
            {"seed", question.choice.seed},
            {"same_from", question.choice.sameFrom},
            {"rows", view.rows},
            {"examples", examples}};
}

json toJson(const NameProposal& proposal)
{
    return {{"name", proposal.name.empty() ? json(nullptr) : json(proposal.name)},
            {"rows", proposal.rows},
            {"classes", evidenceJson(proposal.classes)},
            {"words", evidenceJson(proposal.words)}};
}

}  // namespace sparsescope
