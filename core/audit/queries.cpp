// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit.h"
#include "audit/audit_data.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr int examplesOfClass = 24;
constexpr int extremesOfFeature = 24;
constexpr int histogramBins = 40;
constexpr std::size_t rankedClasses = 5;

/// Hits and rows of one class, for this head and the network's own.
struct ClassTally {
    std::int64_t rows = 0;
    std::int64_t right = 0;
    std::int64_t originalRight = 0;
    std::int64_t agreeing = 0;
};

std::vector<ClassTally> tallies(const HeadAnalysis& head)
{
    const AuditData& data = head.data();
    const std::vector<int>& original = data.pieces().originalPredictions;
    std::vector<ClassTally> result(static_cast<std::size_t>(data.classCount()));
    for (std::int64_t row = 0; row < data.rowCount(); ++row) {
        if (data.split(row) != data.evaluated())
            continue;
        ClassTally& tally = result[static_cast<std::size_t>(data.label(row))];
        ++tally.rows;
        tally.right += head.predicted(row) == data.label(row);
        if (!original.empty()) {
            tally.originalRight += original[static_cast<std::size_t>(row)] == data.label(row);
            tally.agreeing += original[static_cast<std::size_t>(row)] == head.predicted(row);
        }
    }
    return result;
}

double share(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : std::numeric_limits<double>::quiet_NaN();
}

ClassRow classRow(const HeadAnalysis& head, int klass, const ClassTally& tally)
{
    const AuditData& data = head.data();
    const DatasetClass& source = data.pieces().classes[static_cast<std::size_t>(klass)];
    ClassRow row;
    row.id = klass;
    row.key = source.key;
    row.name = source.name;
    for (const std::int64_t r : data.rowsOfClass(klass))
        ++row.counts[static_cast<std::size_t>(data.split(r))];
    row.accuracy = share(tally.right, tally.rows);
    row.features = head.head().nonZeros(klass);
    if (!data.pieces().originalPredictions.empty() && tally.rows > 0) {
        row.originalAccuracy = share(tally.originalRight, tally.rows);
        row.agreement = share(tally.agreeing, tally.rows);
    }
    return row;
}

std::vector<WeightBar::AlsoUsedBy> usedBy(const HeadAnalysis& head, int feature, int except = -1)
{
    std::vector<WeightBar::AlsoUsedBy> result;
    for (const HeadAnalysis::Use& use : head.uses(feature))
        if (use.klass != except)
            result.push_back({use.klass, use.weight});
    return result;
}

/// What was measured for this very head.
const StabilityView* stabilityOf(const HeadAnalysis& head)
{
    const StabilityView* stability = head.data().pieces().stability.get();
    return stability != nullptr && stability->point == head.index() && stability->resamples > 0 ? stability : nullptr;
}

WeightBar weightBar(const HeadAnalysis& head, int klass, const HeadWeight& weight)
{
    WeightBar bar;
    bar.feature = weight.feature;
    bar.featureName = head.data().pieces().names->get(weight.feature).name;
    bar.weight = weight.weight;
    for (const std::int64_t row : head.data().strongestRows(weight.feature))
        bar.best.push_back(head.example(row, weight.feature));
    bar.alsoUsedBy = usedBy(head, weight.feature, klass);
    if (const StabilityView* stability = stabilityOf(head))
        bar.stability = stability->of(klass, weight.feature, weight.weight);
    return bar;
}

/// Pictures of the class spread over its rows, evaluated ones first.
std::vector<ExampleRef> someExamples(const HeadAnalysis& head, int klass)
{
    std::vector<std::int64_t> rows = head.data().rowsOfClass(klass);
    std::stable_partition(rows.begin(), rows.end(),
                          [&](std::int64_t row) { return head.data().split(row) == head.data().evaluated(); });
    std::vector<ExampleRef> examples;
    for (std::size_t i = 0; i < rows.size() && i < examplesOfClass; ++i)
        examples.push_back(head.example(rows[i]));
    return examples;
}

std::vector<ExampleRef> examplesOf(const HeadAnalysis& head, int feature, bool largest)
{
    std::vector<ExampleRef> examples;
    for (const std::int64_t row : extremeRows(head.data().pieces().table.features, feature, extremesOfFeature, largest))
        examples.push_back(head.example(row, feature));
    return examples;
}

}  // namespace

PathView pathView(const AuditData& data)
{
    PathView view = data.pieces().path;
    const std::vector<int>& original = data.pieces().originalPredictions;
    if (original.empty())
        return view;
    std::int64_t rows = 0;
    std::int64_t right = 0;
    for (std::int64_t row = 0; row < data.rowCount(); ++row) {
        if (data.split(row) != data.evaluated())
            continue;
        ++rows;
        right += original[static_cast<std::size_t>(row)] == data.label(row);
    }
    if (rows > 0)
        view.originalTestAccuracy = share(right, rows);
    return view;
}

ClassList classList(const HeadAnalysis& head)
{
    const std::vector<ClassTally> tally = tallies(head);
    ClassList list;
    list.evaluated = head.data().evaluated();
    std::int64_t rows = 0;
    std::int64_t right = 0;
    for (int k = 0; k < head.data().classCount(); ++k) {
        const ClassTally& of = tally[static_cast<std::size_t>(k)];
        list.rows.push_back(classRow(head, k, of));
        rows += of.rows;
        right += of.right;
    }
    list.accuracy = share(right, rows);
    return list;
}

ClassView classView(const HeadAnalysis& head, int klass)
{
    ClassView view;
    if (klass < 0 || klass >= head.data().classCount())
        return view;
    view.row = classRow(head, klass, tallies(head)[static_cast<std::size_t>(klass)]);
    view.bias = head.head().bias[static_cast<std::size_t>(klass)];
    for (const HeadWeight& weight : head.head().classes[static_cast<std::size_t>(klass)])
        view.bars.push_back(weightBar(head, klass, weight));
    std::stable_sort(view.bars.begin(), view.bars.end(),
                     [](const WeightBar& a, const WeightBar& b) { return std::abs(a.weight) > std::abs(b.weight); });
    view.examples = someExamples(head, klass);
    return view;
}

FeatureView featureView(const HeadAnalysis& head, int feature)
{
    FeatureView view;
    view.feature = feature;
    if (feature < 0 || feature >= head.data().featureCount())
        return view;
    const FeatureNames::Entry entry = head.data().pieces().names->get(feature);
    view.name = entry.name;
    view.note = entry.note;
    view.health = head.data().pieces().health[static_cast<std::size_t>(feature)];
    view.classes = usedBy(head, feature);
    view.most = examplesOf(head, feature, true);
    view.least = examplesOf(head, feature, false);
    view.histogram = histogram(head.data().pieces().table.features, feature, histogramBins);
    view.hasMap = head.data().pieces().hasActivationMaps;
    return view;
}

std::vector<FeatureRow> featureList(const HeadAnalysis& head)
{
    std::vector<FeatureRow> list;
    for (int feature = 0; feature < head.data().featureCount(); ++feature) {
        const auto& uses = head.uses(feature);
        FeatureRow row;
        row.feature = feature;
        FeatureNames::Entry entry = head.data().pieces().names->get(feature);
        row.name = std::move(entry.name);
        row.note = std::move(entry.note);
        row.classes = static_cast<int>(uses.size());
        row.largestWeight = uses.empty() ? 0.0 : uses.front().weight;
        row.health = head.data().pieces().health[static_cast<std::size_t>(feature)];
        if (const StabilityView* stability = stabilityOf(head))
            row.stability = stability->frequencyInAnyClass(feature);
        list.push_back(std::move(row));
    }
    return list;
}

ConfusionView confusion(const HeadAnalysis& head)
{
    const AuditData& data = head.data();
    const auto classes = static_cast<std::size_t>(data.classCount());
    ConfusionView view;
    view.evaluated = data.evaluated();
    view.counts.assign(classes, std::vector<std::int64_t>(classes, 0));
    for (const DatasetClass& klass : data.pieces().classes)
        view.names.push_back(klass.name);
    for (std::int64_t row = 0; row < data.rowCount(); ++row) {
        if (data.split(row) != data.evaluated())
            continue;
        ++view.rows;
        view.errors += head.predicted(row) != data.label(row);
        ++view.counts[static_cast<std::size_t>(data.label(row))][static_cast<std::size_t>(head.predicted(row))];
    }
    return view;
}

std::vector<ExampleRef> cellExamples(const HeadAnalysis& head, int truth, int predicted, int limit)
{
    const AuditData& data = head.data();
    const auto inCell = [&](std::int64_t row) {
        const bool truthFits = truth < 0 || data.label(row) == truth;
        const bool wrong = head.predicted(row) != data.label(row);
        const bool predictedFits = predicted < 0 || head.predicted(row) == predicted;
        // A side left open asks for errors only.
        return truthFits && predictedFits && (wrong || (truth >= 0 && predicted >= 0));
    };
    std::vector<std::int64_t> rows;
    for (std::int64_t row = 0; row < data.rowCount(); ++row)
        if (data.split(row) == data.evaluated() && inCell(row))
            rows.push_back(row);
    std::stable_sort(rows.begin(), rows.end(),
                     [&](std::int64_t a, std::int64_t b) { return head.confidence(a) > head.confidence(b); });
    rows.resize(std::min(rows.size(), static_cast<std::size_t>(std::max(limit, 0))));
    std::vector<ExampleRef> examples;
    for (const std::int64_t row : rows)
        examples.push_back(head.example(row));
    return examples;
}

std::vector<ExampleView::Ranked> bestClasses(const HeadAnalysis& head, FeatureMatrixRef row)
{
    std::vector<ExampleView::Ranked> ranking;
    const Eigen::RowVectorXd scores = logits(head.head(), head.data().pieces().scale, row).row(0);
    const double largest = scores.maxCoeff();
    const double normaliser = (scores.array() - largest).exp().sum();
    for (int k = 0; k < head.data().classCount(); ++k)
        ranking.push_back({k, scores[k], std::exp(scores[k] - largest) / normaliser});
    std::stable_sort(ranking.begin(), ranking.end(), [](const auto& a, const auto& b) { return a.logit > b.logit; });
    ranking.resize(std::min(ranking.size(), rankedClasses));
    return ranking;
}

Result<ExampleView> exampleView(const HeadAnalysis& head, std::int64_t row)
{
    const AuditData& data = head.data();
    if (row < 0 || row >= data.rowCount())
        return Error{"E-AUDIT-004", fmt::format("There is no row {}: this audit has rows 0 to {}.", row, data.rowCount() - 1), ""};
    const Standardization& scale = data.pieces().scale;
    const auto features = data.pieces().table.features.row(row);
    ExampleView view;
    view.example = head.example(row);
    const auto explained = explainLogits(head.head(), scale, features, {view.example.predicted, view.example.label});
    view.predicted = explained[0];
    view.truth = explained[1];

    view.ranking = bestClasses(head, data.pieces().table.features.middleRows(row, 1));
    if (!data.pieces().originalPredictions.empty())
        view.originalPrediction = data.pieces().originalPredictions[static_cast<std::size_t>(row)];
    return view;
}

}  // namespace sparsescope
