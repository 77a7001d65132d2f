// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/text_json.h"

#include "audit/settings_json.h"

namespace sparsescope {

using nlohmann::json;

namespace {

json placesJson(const std::vector<Word>& places)
{
    json list = json::array();
    for (const Word& place : places)
        list.push_back({place.begin, place.end});
    return list;
}

json firstOrNull(const Eigen::VectorXd& values)
{
    return values.size() > 0 ? numberToJson(values[0]) : json(nullptr);
}

json nameOf(const ClassNames& names, int klass)
{
    const bool known = klass >= 0 && klass < static_cast<int>(names.size());
    return known ? json(names[static_cast<std::size_t>(klass)]) : json(nullptr);
}

json questionJson(const WordQuestion& question, const ClassNames& names)
{
    if (question.of == WordQuestion::Of::Feature)
        return {{"of", "feature"}, {"feature", question.index}};
    return {{"of", question.of == WordQuestion::Of::Logit ? "logit" : "probability"},
            {"class", question.index},
            {"class_name", nameOf(names, question.index)}};
}

json sideJson(const std::vector<CloudWord>& words)
{
    json list = json::array();
    for (const CloudWord& word : words)
        list.push_back({{"word", word.text}, {"texts", word.texts}, {"mean", word.mean}, {"size", word.size}});
    return list;
}

json partsJson(const std::vector<GapPart>& parts, std::size_t most)
{
    json list = json::array();
    for (std::size_t i = 0; i < parts.size() && i < most; ++i)
        list.push_back({{"feature", parts[i].feature}, {"part", parts[i].part}});
    return list;
}

json axisJson(const AxisGaps& axis)
{
    json groups = json::array();
    for (const GroupGap& group : axis.groups)
        groups.push_back({{"group", group.group},
                          {"terms", group.terms},
                          {"probability", numberToJson(group.probability)},
                          {"probability_gap", numberToJson(group.probabilityGap)},
                          {"margin", numberToJson(group.margin)},
                          {"margin_gap", numberToJson(group.marginGap)},
                          {"margin_gap_error", numberToJson(group.marginError)},
                          {"parts", partsJson(group.parts, 20)}});
    return {{"axis", axis.axis},
            {"templates", axis.templates},
            {"texts", axis.texts},
            {"probability_range", numberToJson(axis.probabilityRange)},
            {"margin_range", numberToJson(axis.marginRange)},
            {"carriers", partsJson(axis.carriers, 20)},
            {"groups", groups}};
}

}  // namespace

json toJson(const WordAnswer& answer, const ClassNames& names)
{
    const WordEffects& effects = answer.effects;
    json words = json::array();
    for (std::size_t i = 0; i < effects.words.size(); ++i)
        words.push_back({{"word", effects.words[i].word},
                         {"places", placesJson(effects.words[i].places)},
                         {"effect", numberToJson(effects.effects(static_cast<Eigen::Index>(i), 0))}});
    const WordEffectOptions& options = answer.question.options;
    json method{{"name", wordMethodName(options.method)}};
    if (options.method == WordMethod::Lime)
        method.update({{"samples", options.lime.samples}, {"seed", options.lime.seed}, {"repeats", options.repeats}});
    return {{"target", questionJson(answer.question, names)},
            {"text", answer.text},
            {"method", method},
            {"words", words},
            {"value", firstOrNull(effects.value)},
            {"intercept", firstOrNull(effects.intercept)},
            {"r2", firstOrNull(effects.r2)},
            {"stability", firstOrNull(effects.stability)},
            {"masks", effects.masks},
            {"passes", effects.passes},
            {"enumerated", effects.enumerated},
            {"cut", effects.cut},
            {"complete", effects.complete}};
}

json toJson(const WordCloud& cloud)
{
    return {{"raises", sideJson(cloud.raises)}, {"lowers", sideJson(cloud.lowers)}, {"counted", cloud.counted},
            {"proposed_name", proposedName(cloud)}};
}

json toJson(const CorpusCost& cost)
{
    return {{"texts", cost.texts}, {"all_texts", cost.allTexts}, {"words", cost.words}, {"passes", cost.passes}, {"seconds", numberToJson(cost.seconds)},
            {"disk_bytes", cost.diskBytes}};
}

json toJson(const CorpusReport& report)
{
    return {{"texts", report.texts}, {"all_texts", report.allTexts}, {"resumed_texts", report.resumedTexts}, {"passes", report.passes}, {"seconds", report.seconds}};
}

json toJson(const TextPrediction& prediction, const Tokenizer& tokenizer, const ClassNames& names)
{
    json tokens = json::array();
    for (const Token& token : prediction.encoding.tokens)
        tokens.push_back({{"id", token.id}, {"text", tokenizer.tokenText(token.id)}, {"begin", token.begin}, {"end", token.end}});
    json classes = json::array();
    for (Eigen::Index k = 0; k < prediction.logits.size(); ++k)
        classes.push_back({{"class", k},
                           {"class_name", nameOf(names, static_cast<int>(k))},
                           {"logit", numberToJson(prediction.logits[k])},
                           {"probability", numberToJson(prediction.probabilities[k])}});
    return {{"text", prediction.text},
            {"tokens", tokens},
            {"cut", prediction.encoding.truncated},
            {"predicted", prediction.predicted},
            {"predicted_name", nameOf(names, prediction.predicted)},
            {"classes", classes}};
}

json toJson(const TextChange& change, const ClassNames& names)
{
    json moved = json::array();
    for (const MovedFeature& one : change.moved)
        moved.push_back({{"feature", one.feature}, {"before", numberToJson(one.before)}, {"after", numberToJson(one.after)},
                         {"part", numberToJson(one.part)}});
    return {{"class", change.klass},
            {"class_name", nameOf(names, change.klass)},
            {"logit_change", numberToJson(change.logitChange)},
            {"probability_change", numberToJson(change.probabilityChange)},
            {"moved", moved}};
}

json toJson(const IdentityReport& report, const IdentityWords& words, const ClassNames& names)
{
    json axes = json::array();
    for (const AxisGaps& axis : report.axes)
        axes.push_back(axisJson(axis));
    json swaps = json::array();
    for (const SwapExample& swap : report.swaps)
        swaps.push_back({{"row", swap.text},
                         {"axis", words.axes[static_cast<std::size_t>(swap.axis)].name},
                         {"lowest", swap.lowest},
                         {"lowest_text", swap.lowestText},
                         {"lowest_probability", numberToJson(swap.lowestProbability)},
                         {"highest", swap.highest},
                         {"highest_text", swap.highestText},
                         {"highest_probability", numberToJson(swap.highestProbability)}});
    return {{"class", report.klass}, {"class_name", nameOf(names, report.klass)}, {"axes", axes}, {"swaps", swaps}, {"passes", report.passes}};
}

}  // namespace sparsescope
