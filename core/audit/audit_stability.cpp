// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"
#include "audit/stability_store.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// Enough warm starts to arrive quickly; every further λ on the way costs as much as it saves.
constexpr int stepsToLambda = 12;
constexpr int mostResamples = 10'000;

/// The head in question: the path as it is, with the point in place of "the chosen one".
struct Target {
    PathHeader header;
    StoredPath stored;
    StabilityOptions options;

    const StoredPoint& point() const { return stored.points[static_cast<std::size_t>(options.point)]; }
    StabilityRecord record() const { return {options, point().lambda, header.options, header.dataKey}; }
    /// Down to the point's λ, from the rows of a draw.
    PathOptions drawOptions() const
    {
        std::vector<double> lambdas;
        for (int i = 0; i <= options.point; ++i)
            lambdas.push_back(stored.points[static_cast<std::size_t>(i)].lambda);
        PathOptions path = header.options;
        path.lambdas = thinnedLambdas(lambdas, stepsToLambda);
        path.includeZero = false;  // Where it is the λ in question it stands last in the list.
        path.threads = options.threads;
        return path;
    }
};

Result<Target> targetOf(const Audit::State& state, StabilityOptions options)
{
    if (options.resamples < 1 || options.resamples > mostResamples)
        return Error{"E-STABILITY-004", fmt::format("{} draws were asked for, expected 1 to {}.", options.resamples, mostResamples), ""};
    SS_TRY(const auto header, state.paths().header());
    SS_TRY(StoredPath stored, state.paths().summary());
    if (!header || stored.points.empty())
        return Error{"E-AUDIT-005", "There is no path to look at yet. Fit it first.", ""};
    if (options.point < 0) {
        SS_TRY(const Selection selection, state.store->selection());
        options.point = chosenPoint(stored.points, selection);
    }
    const auto count = static_cast<int>(stored.points.size());
    if (options.point < 0 || options.point >= count)
        return Error{"E-AUDIT-006", fmt::format("There is no point {} on this path: it has points 0 to {}.", options.point, count - 1), ""};
    return Target{*header, std::move(stored), options};
}

int drawsThere(const StabilityStore& store, const StabilityRecord& wanted)
{
    const auto there = store.record();
    return there && there->sameDraws(wanted) ? store.done() : 0;
}

/// Makes the store ready for the draws that are missing; returns how many are there.
Result<int> prepare(const StabilityStore& store, const Target& target)
{
    const StabilityRecord record = target.record();
    const auto there = store.record();
    if (there && there->sameDraws(record)) {
        SS_CHECK(store.setWanted(record, record.options.resamples));
        return store.done();
    }
    PathHeader header = target.header;
    header.options = target.drawOptions();
    header.origin.clear();
    header.complete = false;
    SS_CHECK(store.begin(record, header));
    return 0;
}

}  // namespace

Result<StabilityView> Audit::measureStability(const StabilityOptions& options, Progress& progress)
{
    SS_TRY(const FolderLock lock, FolderLock::take(m_state->folder));
    progress.beginStage("Reading features", 0, "");
    SS_TRY(const Target target, targetOf(*m_state, options));
    SS_TRY(const FitData data, m_state->loadFitData());
    if (data.key != target.header.dataKey)
        return Error{"E-STABILITY-005", "The path was fitted on other rows than those there are now. Fit it again first.", ""};
    const StabilityStore store = m_state->stability();
    SS_TRY(const int there, prepare(store, target));
    const PathOptions path = target.drawOptions();
    progress.beginStage("Fitting other draws of the rows", options.resamples, "draws");
    progress.skipDone(std::min(there, options.resamples));
    for (int number = there; number < options.resamples; ++number) {
        if (progress.stopRequested())
            return Cancelled{};
        const Resample drawn = drawResample(data.trainLabels, data.classes, options.kind, options.seed, number);
        Progress within(nullptr, progress.stopToken());
        SS_TRY(PathPoint point, fitResample(data.problem(), drawn, path, within));
        point.index = number;
        SS_CHECK(store.write(point));
        progress.advance();
    }
    SS_TRY(StabilityView view, store.view());
    m_state->note("stability", fmt::format("Point {} (λ {:.4g}) on {} draws ({}, seed {}), {} taken over from an earlier run.",
                                           view.point, view.lambda, view.resamples, view.kind, view.seed, there));
    return view;
}

Result<TimeEstimate> Audit::estimateStability(const StabilityOptions& options) const
{
    SS_TRY(const Target target, targetOf(*m_state, options));
    if (!target.header.origin.empty())
        return TimeEstimate{-1, "the path was imported, so there are no times to go by"};
    const int missing = std::max(0, options.resamples - drawsThere(m_state->stability(), target.record()));
    const double rows = options.kind == ResampleKind::Halves ? 0.5 : 0.632;
    const double steps = static_cast<double>(std::min(stepsToLambda, options.point + 1)) / (target.options.point + 1);
    // A step over several λs at once takes longer than one, but not as long as all of them.
    const double each = target.point().seconds * rows * std::clamp(2 * steps, 0.25, 1.0);
    return TimeEstimate{missing * each, "the times of the present path"};
}

std::shared_ptr<const StabilityView> Audit::State::loadStability(const PathHeader& path, const PathView& view) const
{
    const StabilityStore store = stability();
    const auto record = store.record();
    if (!record || record->dataKey != path.dataKey || !sameProblem(record->path, path.options))
        return nullptr;
    const int point = record->options.point;
    if (point < 0 || point >= static_cast<int>(view.rows.size()) || view.rows[static_cast<std::size_t>(point)].lambda != record->lambda)
        return nullptr;
    auto found = store.view();
    if (!found.ok() || static_cast<int>(found->classes.size()) != path.classes
        || static_cast<int>(found->anyClass.size()) != path.features)
        return nullptr;
    return std::make_shared<const StabilityView>(std::move(found).value());
}

}  // namespace sparsescope
