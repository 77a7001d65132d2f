// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit.h"
#include "audit/audit_data.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using ClassHits = std::vector<std::array<std::int32_t, 3>>;

/// As the fit counted them; nothing where it did not, or where rows were counted that are not here.
std::optional<ClassHits> storedHits(const PathPoint& point, const std::vector<std::array<std::int64_t, 3>>& rows)
{
    ClassHits hits(rows.size());
    for (const Split split : {Split::Train, Split::Validation, Split::Test}) {
        const auto s = static_cast<std::size_t>(split);
        const SplitScore* score = point.score(splitName(split));
        const bool any = std::ranges::any_of(rows, [&](const auto& of) { return of[s] > 0; });
        if (!any)
            continue;
        if (score == nullptr || score->classHits.size() != rows.size())
            return std::nullopt;
        for (std::size_t k = 0; k < rows.size(); ++k) {
            if (score->classHits[k] > rows[k][s])
                return std::nullopt;
            hits[k][s] = score->classHits[k];
        }
    }
    return hits;
}

ClassHits countedHits(const HeadAnalysis& head)
{
    const AuditData& data = head.data();
    ClassHits hits(static_cast<std::size_t>(data.classCount()));
    for (std::int64_t row = 0; row < data.rowCount(); ++row)
        if (head.predicted(row) == data.label(row))
            ++hits[static_cast<std::size_t>(data.label(row))][static_cast<std::size_t>(data.split(row))];
    return hits;
}

/// Every feature that ever has a weight for the class, in the order of their numbers.
std::vector<ClassPathView::Trace> tracesOf(const std::vector<PathPoint>& points, std::size_t klass)
{
    std::map<int, ClassPathView::Trace> byFeature;
    for (std::size_t i = 0; i < points.size(); ++i)
        for (const HeadWeight& weight : points[i].head.classes[klass]) {
            ClassPathView::Trace& trace = byFeature[weight.feature];
            if (trace.weights.empty()) {
                trace.feature = weight.feature;
                trace.enters = static_cast<int>(i);
                trace.weights.resize(points.size());
            }
            trace.weights[i] = weight.weight;
        }
    std::vector<ClassPathView::Trace> traces;
    for (auto& [feature, trace] : byFeature)
        traces.push_back(std::move(trace));
    return traces;
}

double importance(const ClassPathView::Trace& trace)
{
    double sum = 0;
    for (const double weight : trace.weights)
        sum += std::abs(weight);
    return sum;
}

}  // namespace

PathAnalysis::PathAnalysis(std::shared_ptr<const AuditData> data) : m_data(std::move(data))
{
    m_rows.resize(static_cast<std::size_t>(m_data->classCount()));
    for (std::int64_t row = 0; row < m_data->rowCount(); ++row)
        ++m_rows[static_cast<std::size_t>(m_data->label(row))][static_cast<std::size_t>(m_data->split(row))];
}

Result<std::shared_ptr<const PathAnalysis>> PathAnalysis::make(std::shared_ptr<const AuditData> data, Progress& progress)
{
    if (data->pieces().path.rows.empty() || !data->pieces().loadPoint)
        return Error{"E-AUDIT-005", "There is no path to look at yet. Fit it first.", ""};
    const std::shared_ptr<PathAnalysis> analysis(new PathAnalysis(std::move(data)));
    const auto points = static_cast<int>(analysis->data().pieces().path.rows.size());
    progress.beginStage("Looking along the path", points, "λ");
    for (int i = 0; i < points; ++i) {
        if (progress.stopRequested())
            return Cancelled{};
        SS_TRY(PathPoint point, analysis->data().pieces().loadPoint(i));
        SS_CHECK(analysis->add(std::move(point), progress));
        progress.advance();
    }
    return std::shared_ptr<const PathAnalysis>(analysis);
}

Status PathAnalysis::add(PathPoint point, Progress& progress)
{
    if (point.head.classCount() != m_data->classCount() || point.head.features != m_data->featureCount())
        return Error{"E-AUDIT-002", "The head does not have the classes and features of this audit. Fit the path again.", ""};
    std::optional<ClassHits> hits = storedHits(point, m_rows);
    if (!hits) {
        Progress silent(nullptr, progress.stopToken());
        SS_TRY(const auto head, HeadAnalysis::make(m_data, point.index, point.head, silent));
        hits = countedHits(*head);
    }
    m_hits.push_back(std::move(*hits));
    m_points.push_back(std::move(point));
    return Done{};
}

double PathAnalysis::recall(int point, int klass, Split split) const
{
    const auto s = static_cast<std::size_t>(split);
    const std::int64_t rows = m_rows[static_cast<std::size_t>(klass)][s];
    if (rows == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(m_hits[static_cast<std::size_t>(point)][static_cast<std::size_t>(klass)][s])
        / static_cast<double>(rows);
}

ClassPathView classPath(const PathAnalysis& path, int klass, int mostTraces)
{
    ClassPathView view;
    view.klass = klass;
    const AuditData& data = path.data();
    if (klass < 0 || klass >= data.classCount())
        return view;
    for (std::size_t i = 0; i < path.points().size(); ++i) {
        const PathRow& row = data.pieces().path.rows[i];
        ClassPathView::Point point{row.index, row.lambda, row.meanFeaturesPerClass, path.points()[i].head.nonZeros(klass), {}};
        for (const Split split : {Split::Train, Split::Validation, Split::Test})
            point.accuracy[static_cast<std::size_t>(split)] = path.recall(static_cast<int>(i), klass, split);
        view.points.push_back(point);
    }
    view.traces = tracesOf(path.points(), static_cast<std::size_t>(klass));
    view.featuresEver = static_cast<int>(view.traces.size());
    std::ranges::stable_sort(view.traces, std::greater<>(), importance);
    view.traces.resize(std::min(view.traces.size(), static_cast<std::size_t>(std::max(mostTraces, 0))));
    for (ClassPathView::Trace& trace : view.traces) {
        trace.featureName = data.pieces().names->get(trace.feature).name;
        for (const std::int64_t row : data.strongestRows(trace.feature))
            trace.best.push_back(data.example(row, trace.feature));
    }
    return view;
}

}  // namespace sparsescope
