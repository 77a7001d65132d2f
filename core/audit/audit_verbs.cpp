// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"

#include "base/text.h"

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// A fit's Progress that can also be stopped from inside, when a point cannot be written; it passes on what it hears.
class StoppableProgress {
public:
    explicit StoppableProgress(Progress& outer)
        : m_outer(outer), m_outerStop(outer.stopToken(), [this] { m_source.request_stop(); }),
          m_inner([this](const ProgressUpdate& update) { forward(update); }, m_source.get_token())
    {
    }

    Progress& inner() { return m_inner; }
    void stop() { m_source.request_stop(); }

private:
    void forward(const ProgressUpdate& update)
    {
        if (!m_started || update.stage != m_stage || update.done < m_done) {
            m_outer.beginStage(update.stage, update.total, update.unit);
            m_started = true;
            m_stage = update.stage;
            m_done = 0;
        }
        m_outer.advance(update.done - m_done);
        m_done = update.done;
    }

    Progress& m_outer;
    std::stop_source m_source;
    std::stop_callback<std::function<void()>> m_outerStop;
    Progress m_inner;
    bool m_started = false;
    std::string m_stage;
    std::int64_t m_done = 0;
};

/// What of the folder path/ is a beginning of the fit that is asked for.
struct Beginning {
    std::vector<PathPoint> points;
    bool complete = false;
    std::string createdUtc = nowUtc();
};

/// Takes over the points of the same problem; moves a path of another problem aside.
Result<Beginning> takeOver(const Audit::State& state, const FitData& data, const PathOptions& options)
{
    const PathStore paths = state.paths();
    const Result<std::optional<PathHeader>> found = paths.header();
    const bool readable = found.ok() && found->has_value();
    if (found.ok() && !found->has_value() && !paths.hasPoints())
        return Beginning{};
    const bool imported = readable && !(*found)->origin.empty();
    if (!readable || imported || (*found)->dataKey != data.key || !sameProblem((*found)->options, options)) {
        SS_TRY(const std::string name, paths.setAside());
        state.note("fit", fmt::format("The earlier path was {}; it is kept as {}.",
                                      imported ? "imported" : found.failed() ? "damaged" : "of other options or data", name));
        return Beginning{};
    }
    Beginning beginning;
    SS_TRY(const StoredPath stored, paths.summary());
    std::string trouble = stored.note;
    for (const StoredPoint& point : stored.points) {
        Result<PathPoint> read = paths.readPoint(point.index, **found);
        if (read.failed())
            trouble = read.error().message;
        if (!read.ok())
            break;
        beginning.points.push_back(std::move(read).value());
    }
    if (!trouble.empty())
        state.note("fit", fmt::format("{} Fitting goes on from point {}.", trouble, beginning.points.size()));
    beginning.complete = (*found)->complete && trouble.empty();
    beginning.createdUtc = (*found)->createdUtc;
    return beginning;
}

PathHeader headerOf(const FitData& data, const PathOptions& options)
{
    PathHeader header;
    header.options = options;
    header.dataKey = data.key;
    header.classes = data.classes;
    header.features = static_cast<int>(data.train.cols());
    if (options.standardize) {
        header.scale = standardization(data.train, data.trainWeights, &header.excluded);
    } else {
        header.scale.mean.assign(static_cast<std::size_t>(header.features), 0.0);
        header.scale.deviation.assign(static_cast<std::size_t>(header.features), 1.0);
    }
    return header;
}

}  // namespace

Result<ExtractEstimate> Audit::estimate(Progress& progress)
{
    SS_TRY(const Dataset data, m_state->openData(progress));
    SS_TRY(const auto model, m_state->openModel(progress));
    return estimateExtraction(*model, data, m_state->folder, m_state->settings().extraction, progress);
}

Result<ExtractReport> Audit::extract(Progress& progress)
{
    SS_TRY(const FolderLock lock, FolderLock::take(m_state->folder));
    SS_TRY(const Dataset data, m_state->openData(progress));
    SS_TRY(const auto model, m_state->openModel(progress));
    SS_CHECK(writeOriginalHead(m_state->headFile(), model->originalHead(), model->info().sha256));
    SS_CHECK(createFolders(m_state->featureFolder()));
    const ExtractOptions options = m_state->settings().extraction;
    const ShardStore store(m_state->featureFolder(), featureKey(*model, data), static_cast<std::int64_t>(data.items.size()),
                           model->info().features, options.itemsPerShard);
    SS_TRY(ExtractReport report, extractFeatures(*model, data, store, options, progress));
    SS_CHECK(m_state->store->setSkipped(report.skipped));
    m_state->note("extract", fmt::format("{} rows of {} features on {}, {} taken over from an earlier run, {} {} skipped, "
                                         "{:.1f} s.", report.rows, model->info().features, model->device(), report.resumedRows,
                                         report.skipped.size(), m_state->itemNoun(), report.seconds));
    if (report.truncated > 0)
        m_state->note("extract", fmt::format("{} texts are longer than {} tokens; their ends were cut off.", report.truncated,
                                             model->info().text.maxTokens));
    return report;
}

Result<PathView> Audit::fit(const PathOptions& options, Progress& progress, const PathObserver& observer)
{
    SS_TRY(const FolderLock lock, FolderLock::take(m_state->folder));
    progress.beginStage("Reading features", 0, "");
    SS_TRY(const FitData data, m_state->loadFitData());
    const PathStore paths = m_state->paths();
    SS_TRY(Beginning beginning, takeOver(*m_state, data, options));
    const auto resumed = static_cast<int>(beginning.points.size());
    PathHeader header = headerOf(data, options);
    header.createdUtc = beginning.createdUtc;
    SS_CHECK(m_state->changeSettings([&](AuditSettings& settings) { settings.path = options; }));
    if (resumed == 0)
        SS_CHECK(m_state->store->setSelection(m_state->settings().selection));
    if (!beginning.complete)
        SS_CHECK(paths.writeHeader(header));

    Status written = Done{};
    StoppableProgress stoppable(progress);
    const auto keep = [&](const PathPoint& point) {
        if (point.index >= resumed && written.ok()) {
            written = paths.writePoint(point);
            if (!written.ok())
                stoppable.stop();
        }
        if (observer && written.ok())
            observer(point);
    };
    if (!beginning.complete) {
        SS_TRY(const PathResult result, fitPath(data.problem(), data.evaluation(), options, stoppable.inner(), keep,
                                                beginning.points));
        SS_CHECK(written);
        for (const std::string& note : result.notes)
            m_state->note("fit", note);
        header.lambdaMax = result.lambdaMax;
        header.scale = result.scale;
        header.excluded = result.excludedFeatures;
        header.complete = result.complete;
        SS_CHECK(paths.writeHeader(header));
    }
    header.complete = header.complete || beginning.complete;
    SS_TRY(const StoredPath stored, paths.summary());
    m_state->note("fit", fmt::format("{} points ({} taken over from an earlier run), α {}, {}.", stored.points.size(), resumed,
                                     options.alpha, header.complete ? "complete" : "stopped"));
    if (stored.points.empty())
        return Cancelled{};
    SS_TRY(const Selection selection, m_state->store->selection());
    return viewOf(stored, header, selection);
}

}  // namespace sparsescope
