// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"

#include "audit/params_folder.h"
#include "base/text.h"
#include "glm/given_head.h"
#include "glm/scoring.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr const char* stagingName = "path-new";

/// All that is told of an import beside its heads, read and checked before any head is judged.
struct Incoming {
    ParamsFolder files;
    std::vector<ParamsSettings> settings;
    PathHeader header;
    std::vector<std::string> notes;
};

Status checkSequence(const ParamsFolder& files, const std::vector<ParamsSettings>& settings)
{
    for (std::size_t i = 1; i < settings.size(); ++i) {
        const std::string name = sparsescope::quoted(files.params[i].filename().string());
        if (settings[i].alpha != settings.front().alpha)
            return Error{
                "E-PARAMS-007",
                fmt::format("Cannot import {}: its alpha is {}, that of params0.pth is {}. The files belong to "
                            "several fits; take those of one.",
                            name, settings[i].alpha, settings.front().alpha),
                ""};
        if (!(settings[i].lambda < settings[i - 1].lambda))
            return Error{"E-PARAMS-008",
                         fmt::format("Cannot import {}: its lam is {}, that of the file before it is {}, but they must "
                                     "decrease. The files belong to several fits; take those of one.",
                                     name, settings[i].lambda, settings[i - 1].lambda),
                         ""};
    }
    return Done{};
}

/// λ_max of the grouped penalty is another number, so the first λ tells which one was meant.
bool saysGrouped(const ParamsMetadata& metadata, const ParamsSettings& first)
{
    constexpr double rounding = 1e-5;  // Of float32, on the way through a logarithm.
    const double lambdaAlpha = first.lambda * std::max(first.alpha, 1e-3);
    return metadata.groupedMaximum && std::abs(*metadata.groupedMaximum - lambdaAlpha) <= rounding * lambdaAlpha;
}

PathOptions optionsOf(const std::vector<ParamsSettings>& settings, const ImportOptions& wanted, bool grouped)
{
    PathOptions options;
    options.alpha = settings.front().alpha;
    options.grouped = grouped;
    options.tolerance = wanted.tolerance;
    options.threads = wanted.threads;
    for (const ParamsSettings& one : settings)
        if (one.lambda > 0)
            options.lambdas.push_back(one.lambda);
    options.includeZero = settings.back().lambda == 0;
    options.lambdaCount = std::max(1, static_cast<int>(options.lambdas.size()));
    return options;
}

/// The files in order, each told without its head.
Result<std::vector<ParamsSettings>> readSettings(const ParamsFolder& files)
{
    std::vector<ParamsSettings> all;
    for (const fs::path& file : files.params) {
        SS_TRY(ParamsSettings settings, readParamsSettings(file));
        all.push_back(std::move(settings));
    }
    SS_CHECK(checkSequence(files, all));
    if (all.front().lambda > 0)
        return all;
    return Error{"E-PARAMS-008",
                 "Cannot import \"params0.pth\": its lam is 0, but there is no path from 0 on. Take the whole folder.",
                 ""};
}

/// By what the heads' features are standardised, and whether by groups.
Status readScale(const ImportOptions& wanted, const FitData& data, Incoming& incoming)
{
    bool grouped = wanted.grouped;
    if (incoming.files.metadata) {
        SS_TRY(const ParamsMetadata metadata, readParamsMetadata(*incoming.files.metadata, incoming.header.features));
        incoming.header.scale = metadata.scale;
        grouped = grouped || saysGrouped(metadata, incoming.settings.front());
    } else {
        incoming.header.scale = standardization(data.train);
        incoming.notes.push_back(
            "There is no metadata_train.pth, so mean and deviation of this audit's training rows were taken for those "
            "that the heads were fitted with.");
    }
    incoming.header.options = optionsOf(incoming.settings, wanted, grouped);
    return Done{};
}

Result<Incoming> readIncoming(const fs::path& folder, const ImportOptions& wanted, const FitData& data)
{
    Incoming incoming;
    SS_TRY(incoming.files, findParams(folder));
    SS_TRY(incoming.settings, readSettings(incoming.files));
    PathHeader& header = incoming.header;
    header.features = static_cast<int>(data.train.cols());
    header.classes = data.classes;
    header.dataKey = data.key;
    header.lambdaMax = incoming.settings.front().lambda;
    header.createdUtc = nowUtc();
    std::error_code ignored;
    const fs::path whole = fs::absolute(folder, ignored).lexically_normal();
    header.origin = fmt::format("Imported from {}", sparsescope::quoted(whole.string(), 300));
    SS_CHECK(readScale(wanted, data, incoming));
    return incoming;
}

std::vector<SplitScore> scoresOf(const SparseHead& head, const Standardization& scale, const FitData& data)
{
    std::vector<SplitScore> scores{scoreClasses("train", logits(head, scale, data.train), data.trainLabels)};
    for (const EvaluationSet& set : data.evaluation())
        scores.push_back(scoreClasses(set.name, logits(head, scale, set.features), set.labels));
    return scores;
}

/// Largest difference between the accuracies told by the files and those found here, by split.
class AccuracyDrift {
public:
    void hear(const ParamsSettings& told, const std::vector<SplitScore>& found)
    {
        for (const SplitScore& score : found)
            if (const auto accuracy = told.accuracies.find(score.split); accuracy != told.accuracies.end())
                m_worst[score.split] = std::max(m_worst[score.split], std::abs(accuracy->second - score.accuracy));
    }
    void tell(std::vector<std::string>& notes) const
    {
        constexpr double worthTelling = 0.005;
        for (const auto& [split, drift] : m_worst)
            if (drift > worthTelling)
                notes.push_back(fmt::format(
                    "On {} rows the accuracies differ by up to {:.1f} points from those in the files: they were "
                    "fitted or judged on other rows or features.",
                    split, 100 * drift));
    }

private:
    std::map<std::string, double> m_worst;
};

/// Judges and writes every point; false where a stop was asked for.
Result<bool> writePoints(const PathStore& staging, Incoming& incoming, const FitData& data, Progress& progress)
{
    const PathHeader& header = incoming.header;
    SS_TRY(const HeadJudge judge, HeadJudge::make(data.problem(), header.options, header.scale));
    AccuracyDrift drift;
    double seconds = 0;
    progress.beginStage("Judging the imported heads", static_cast<std::int64_t>(incoming.settings.size()), "λ");
    for (std::size_t i = 0; i < incoming.settings.size(); ++i) {
        if (progress.stopRequested())
            return false;
        PathPoint point;
        point.index = static_cast<int>(i);
        point.lambda = incoming.settings[i].lambda;
        SS_TRY(point.head, readParamsHead(incoming.files.params[i], header.classes, header.features));
        point.certificate = judge.certify(point.head, point.lambda);
        point.scores = scoresOf(point.head, header.scale, data);
        point.seconds = seconds += incoming.settings[i].seconds;
        drift.hear(incoming.settings[i], point.scores);
        SS_CHECK(staging.writePoint(point));
        progress.advance();
    }
    drift.tell(incoming.notes);
    return true;
}

/// What a run that died, or this one where it does not finish, left.
class StagingFolder {
public:
    explicit StagingFolder(fs::path folder) : m_folder(std::move(folder)) { clear(); }
    ~StagingFolder() { clear(); }
    StagingFolder(const StagingFolder&) = delete;
    StagingFolder& operator=(const StagingFolder&) = delete;
    const fs::path& path() const { return m_folder; }

private:
    void clear() const
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    fs::path m_folder;
};

}  // namespace

Result<ImportReport> Audit::importPath(const fs::path& folder, const ImportOptions& options, Progress& progress)
{
    SS_TRY(const FolderLock lock, FolderLock::take(m_state->folder));
    progress.beginStage("Reading features", 0, "");
    SS_TRY(const FitData data, m_state->loadFitData());
    SS_TRY(Incoming incoming, readIncoming(folder, options, data));

    const StagingFolder staging(m_state->folder / stagingName);
    const PathStore store(staging.path());
    SS_CHECK(store.writeHeader(incoming.header));
    SS_TRY(const bool whole, writePoints(store, incoming, data, progress));
    if (!whole)
        return Cancelled{};
    incoming.header.complete = true;
    SS_CHECK(store.writeHeader(incoming.header));
    SS_TRY(const std::string aside, m_state->paths().replaceBy(staging.path()));

    SS_TRY(const StoredPath stored, m_state->paths().summary());
    const auto converged =
        std::ranges::count_if(stored.points, [](const StoredPoint& point) { return point.certificate.converged; });
    m_state->note("import", fmt::format("{}: {} points, {} of them within the tolerance {}{}.", incoming.header.origin,
                                        stored.points.size(), converged, options.tolerance,
                                        aside.empty() ? "" : "; the earlier path is kept as " + aside));
    for (const std::string& note : incoming.notes)
        m_state->note("import", note);
    SS_TRY(const Selection selection, m_state->store->selection());
    return ImportReport{viewOf(stored, incoming.header, selection), incoming.notes};
}

}  // namespace sparsescope
