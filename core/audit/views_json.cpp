// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"

#include "audit/feature_list.h"
#include "audit/settings_json.h"

namespace sparsescope {

using nlohmann::json;

namespace {

json optionalNumber(const std::optional<double>& value)
{
    return value ? numberToJson(*value) : json(nullptr);
}

json scoresToJson(const std::vector<SplitScore>& scores)
{
    json result = json::object();
    for (const SplitScore& score : scores)
        result[score.split] = {{"accuracy", numberToJson(score.accuracy)}, {"loss", numberToJson(score.loss)}};
    return result;
}

json pathRowToJson(const PathRow& row)
{
    return {{"index", row.index},
            {"lambda", row.lambda},
            {"features_per_class", row.meanFeaturesPerClass},
            {"non_zeros", row.nonZeros.empty() ? json(nullptr) : json(row.nonZeros)},
            {"scores", scoresToJson(row.scores)},
            {"objective", numberToJson(row.certificate.objective)},
            {"relative_gap", numberToJson(row.certificate.relativeGap)},
            {"kkt_violation", numberToJson(row.certificate.kktViolation)},
            {"converged", row.certificate.converged},
            {"seconds", row.seconds}};
}

json countsToJson(const std::array<std::int64_t, 3>& counts)
{
    return {{"train", counts[0]}, {"validation", counts[1]}, {"test", counts[2]}};
}

json nameOf(const ClassNames& names, int klass)
{
    const bool known = klass >= 0 && klass < static_cast<int>(names.size());
    return known ? json(names[static_cast<std::size_t>(klass)]) : json(nullptr);
}

json usersToJson(const std::vector<WeightBar::AlsoUsedBy>& users, const ClassNames& names)
{
    json result = json::array();
    for (const WeightBar::AlsoUsedBy& user : users)
        result.push_back({{"class", user.klass}, {"class_name", nameOf(names, user.klass)}, {"weight", user.weight}});
    return result;
}

json explanationToJson(const LogitExplanation& explanation, const ClassNames& names)
{
    json parts = json::array();
    for (const Contribution& part : explanation.parts)
        parts.push_back({{"feature", part.feature}, {"weight", part.weight}, {"value", numberToJson(part.value)},
                         {"part", numberToJson(part.part)}});
    return {{"class", explanation.klass},
            {"class_name", nameOf(names, explanation.klass)},
            {"bias", explanation.bias},
            {"logit", numberToJson(explanation.logit)},
            {"probability", numberToJson(explanation.probability)},
            {"parts", parts}};
}

json skippedToJson(const std::vector<SkippedItem>& skipped)
{
    json result = json::array();
    for (const SkippedItem& item : skipped)
        result.push_back({{"item", item.item}, {"path", item.path}, {"reason", item.reason}});
    return result;
}

}  // namespace

std::string jsonText(const json& value, int indent)
{
    return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

json toJson(const AuditInfo& info)
{
    json classes = json::array();
    for (std::size_t k = 0; k < info.classes.size(); ++k)
        classes.push_back({{"id", k}, {"key", info.classes[k].key}, {"name", info.classes[k].name},
                           {"counts", countsToJson(info.classes[k].counts)}});
    return {{"folder", pathToJson(info.folder)}, {"title", info.title},         {"settings", toJson(info.settings)},
            {"model", info.model},               {"classes", classes},          {"items", info.items},
            {"balance", info.balance},
            {"warnings", info.warnings},         {"created", info.createdUtc}, {"data_fingerprint", info.dataFingerprint},  {"extracted", info.extracted},
            {"fitted", info.fitted},             {"skipped", skippedToJson(info.skipped)}};
}

json toJson(const LogEntry& entry)
{
    return {{"utc", entry.utc}, {"verb", entry.verb}, {"text", entry.text}};
}

json toJson(const PathView& view)
{
    json rows = json::array();
    for (const PathRow& row : view.rows)
        rows.push_back(pathRowToJson(row));
    return {{"points", rows},
            {"complete", view.complete},
            {"chosen", view.chosen >= 0 ? json(view.chosen) : json(nullptr)},
            {"chosen_by", view.chosenBy},
            {"title", view.title},
            {"note", view.note},
            {"origin", view.origin.empty() ? json(nullptr) : json(view.origin)},
            {"original_accuracy", optionalNumber(view.originalTestAccuracy)}};
}

json toJson(const KeptPath& path)
{
    return {{"name", path.name},         {"created", path.createdUtc},   {"origin", path.origin.empty() ? json(nullptr) : json(path.origin)},
            {"points", path.points},     {"complete", path.complete},    {"trouble", path.trouble.empty() ? json(nullptr) : json(path.trouble)},
            {"options", toJson(path.options)}};
}

json toJson(const FeatureHealth& health)
{
    return {{"mean", numberToJson(health.mean)},
            {"deviation", numberToJson(health.deviation)},
            {"minimum", numberToJson(health.minimum)},
            {"maximum", numberToJson(health.maximum)},
            {"zero_share", health.zeroShare},
            {"saturated_share", health.saturatedShare},
            {"not_finite", health.notFinite},
            {"dead", health.dead},
            {"constant", health.constant},
            {"saturated", health.saturated},
            {"duplicate_of", health.duplicateOf >= 0 ? json(health.duplicateOf) : json(nullptr)}};
}

json toJson(const ExtractReport& report)
{
    return {{"rows", report.rows},   {"resumed_rows", report.resumedRows}, {"skipped", skippedToJson(report.skipped)},
            {"batch", report.batch}, {"notes", report.notes},              {"seconds", report.seconds},
            {"per_second", report.perSecond}, {"truncated", report.truncated}};
}

json toJson(const ExtractEstimate& estimate)
{
    return {{"seconds", estimate.seconds}, {"memory_bytes", estimate.memoryBytes}, {"disk_bytes", estimate.diskBytes},
            {"disk_free", estimate.diskFree}};
}

json toJson(const ClassRow& row)
{
    return {{"id", row.id},
            {"key", row.key},
            {"name", row.name},
            {"counts", countsToJson(row.counts)},
            {"accuracy", numberToJson(row.accuracy)},
            {"features", row.features},
            {"original_accuracy", optionalNumber(row.originalAccuracy)},
            {"agreement", optionalNumber(row.agreement)}};
}

json toJson(const ClassList& list)
{
    json rows = json::array();
    for (const ClassRow& row : list.rows)
        rows.push_back(toJson(row));
    return {{"classes", rows}, {"split", splitName(list.evaluated)}, {"accuracy", numberToJson(list.accuracy)}};
}

json toJson(const FeatureRow& row)
{
    return {{"feature", row.feature}, {"name", row.name}, {"classes", row.classes}, {"largest_weight", row.largestWeight},
            {"health", toJson(row.health)}, {"problem", hasProblem(row.health)}, {"stability", optionalNumber(row.stability)}, {"note", row.note}, {"proposed", row.proposed.empty() ? json(nullptr) : json(row.proposed)}};
}

json toJson(const ConfusionView& view)
{
    return {{"split", splitName(view.evaluated)}, {"counts", view.counts}, {"names", view.names}, {"rows", view.rows},
            {"errors", view.errors}};
}

ClassNames classNames(const AuditInfo& info)
{
    ClassNames names;
    for (const DatasetClass& klass : info.classes)
        names.push_back(klass.name);
    return names;
}

json toJson(const ExampleRef& example, const ClassNames& names)
{
    json result{{"row", example.row},
                {"path", example.path},
                {"class", example.label},
                {"class_name", nameOf(names, example.label)},
                {"split", splitName(example.split)},
                {"activation", numberToJson(example.activation)},
                {"predicted", example.predicted >= 0 ? json(example.predicted) : json(nullptr)},
                {"predicted_name", nameOf(names, example.predicted)}};
    if (!example.text.empty())
        result["text"] = example.text;
    return result;
}

json toJson(const std::vector<ExampleRef>& examples, const ClassNames& names)
{
    json result = json::array();
    for (const ExampleRef& example : examples)
        result.push_back(toJson(example, names));
    return result;
}

json toJson(const WeightStability& stability)
{
    return {{"frequency", numberToJson(stability.frequency)}, {"sign_agreement", numberToJson(stability.signAgreement)}};
}

json toJson(const TimeEstimate& estimate)
{
    return {{"seconds", estimate.seconds >= 0 ? json(estimate.seconds) : json(nullptr)}, {"basis", estimate.basis}};
}

json toJson(const StabilityView& view, const ClassNames& names)
{
    json classes = json::array();
    for (std::size_t k = 0; k < view.classes.size(); ++k) {
        json pairs = json::array();
        for (const StabilityView::Pair& pair : view.classes[k])
            pairs.push_back({{"feature", pair.feature}, {"chosen", pair.chosen}, {"positive", pair.positive}});
        classes.push_back({{"class", k}, {"class_name", nameOf(names, static_cast<int>(k))}, {"features", pairs}});
    }
    return {{"point", view.point}, {"lambda", view.lambda},       {"kind", view.kind},      {"seed", view.seed},
            {"resamples", view.resamples}, {"wanted", view.wanted}, {"classes", classes}};
}

json toJson(const ClassView& view, const ClassNames& names)
{
    json bars = json::array();
    for (const WeightBar& bar : view.bars)
        bars.push_back({{"feature", bar.feature},
                        {"feature_name", bar.featureName},
                        {"weight", bar.weight},
                        {"best", toJson(bar.best, names)},
                        {"also_used_by", usersToJson(bar.alsoUsedBy, names)},
                        {"stability", bar.stability ? toJson(*bar.stability) : json(nullptr)}});
    return {{"class", toJson(view.row)}, {"bias", view.bias}, {"weights", bars}, {"examples", toJson(view.examples, names)}};
}

json toJson(const DenseClassView& view, const ClassNames& names)
{
    json bars = json::array();
    for (const WeightBar& bar : view.bars)
        bars.push_back({{"feature", bar.feature},
                        {"feature_name", bar.featureName},
                        {"weight", numberToJson(bar.weight)},
                        {"sparse_weight", optionalNumber(bar.sparseWeight)},
                        {"best", toJson(bar.best, names)}});
    return {{"class", view.klass},
            {"class_name", nameOf(names, view.klass)},
            {"missing", view.missing.empty() ? json(nullptr) : json(view.missing)},
            {"features", view.features},
            {"bias", numberToJson(view.bias)},
            {"shown_share", numberToJson(view.shownShare)},
            {"shared", view.shared},
            {"weights", bars}};
}

json toJson(const ClassPathView& view, const ClassNames& names)
{
    json points = json::array();
    for (const ClassPathView::Point& point : view.points) {
        json accuracy = json::object();
        for (const Split split : {Split::Train, Split::Validation, Split::Test})
            accuracy[splitName(split)] = numberToJson(point.accuracy[static_cast<std::size_t>(split)]);
        points.push_back({{"index", point.index},
                          {"lambda", point.lambda},
                          {"features_per_class", point.meanFeaturesPerClass},
                          {"features", point.features},
                          {"accuracy", accuracy}});
    }
    json traces = json::array();
    for (const ClassPathView::Trace& trace : view.traces)
        traces.push_back({{"feature", trace.feature},
                          {"feature_name", trace.featureName},
                          {"enters", trace.enters},
                          {"weights", trace.weights},
                          {"best", toJson(trace.best, names)}});
    return {{"class", view.klass},
            {"class_name", nameOf(names, view.klass)},
            {"points", points},
            {"features", traces},
            {"features_ever", view.featuresEver}};
}

json toJson(const FeatureView& view, const ClassNames& names)
{
    return {{"feature", view.feature},
            {"name", view.name},
            {"note", view.note},
            {"health", toJson(view.health)},
            {"classes", usersToJson(view.classes, names)},
            {"most", toJson(view.most, names)},
            {"least", toJson(view.least, names)},
            {"histogram", {{"minimum", numberToJson(view.histogram.minimum)}, {"maximum", numberToJson(view.histogram.maximum)},
                           {"counts", view.histogram.counts}}},
            {"has_map", view.hasMap}};
}

json toJson(const ExampleView& view, const ClassNames& names)
{
    json ranking = json::array();
    for (const ExampleView::Ranked& ranked : view.ranking)
        ranking.push_back({{"class", ranked.klass}, {"class_name", nameOf(names, ranked.klass)},
                           {"logit", numberToJson(ranked.logit)}, {"probability", numberToJson(ranked.probability)}});
    const int original = view.originalPrediction.value_or(-1);
    return {{"example", toJson(view.example, names)},
            {"predicted", explanationToJson(view.predicted, names)},
            {"truth", explanationToJson(view.truth, names)},
            {"ranking", ranking},
            {"original_prediction", original >= 0 ? json(original) : json(nullptr)},
            {"original_prediction_name", nameOf(names, original)}};
}

}  // namespace sparsescope
