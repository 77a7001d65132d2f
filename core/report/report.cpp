// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/report.h"

#include "base/guard.h"
#include "report/collect.h"
#include "report/html_report.h"

namespace sparsescope {

namespace {

std::optional<FeaturePicture> bestKept(const FeaturePictures& pictures, const HeadAnalysis& head, int feature, bool negative)
{
    PictureWish wish;
    wish.index = feature;
    wish.negative = negative;
    for (const auto quality : {PictureWish::Quality::Full, PictureWish::Quality::Preview}) {
        wish.quality = quality;
        if (auto kept = pictures.kept(head, wish); kept && kept->complete)
            return kept;
    }
    return std::nullopt;
}

Result<ReportSources> sourcesOf(Audit& audit, Progress& progress)
{
    ReportSources sources;
    sources.info = audit.info();
    sources.log = audit.log();
    if (!sources.info.extracted)
        return sources;
    SS_TRY(sources.data, audit.load(progress));
    if (pathView(*sources.data).chosen >= 0) {
        SS_TRY(sources.head, audit.analyse(sources.data, -1, progress));
    }
    sources.picture = [&audit, data = sources.data](std::int64_t row) { return audit.picture(*data, row, true); };
    // Opening the network would report stages of its own in the midst of ours.
    auto quiet = std::make_shared<Progress>(Progress::Listener{}, progress.stopToken());
    sources.overlay = [&audit, quiet, data = sources.data](std::int64_t row, int feature) {
        return audit.activationOverlay(*data, row, feature, *quiet);
    };
    // There are none for texts.
    if (const auto pictures = audit.featurePictures(sources.data); pictures.ok() && sources.head)
        sources.rendered = [kept = *pictures, head = sources.head](int feature, bool negative) { return bestKept(*kept, *head, feature, negative); };
    return sources;
}

Status writeReport(Audit& audit, const std::filesystem::path& file, const ReportOptions& options, Progress& progress)
{
    SS_TRY(const ReportSources sources, sourcesOf(audit, progress));
    SS_TRY(const ReportDocument document, collectReport(sources, options, progress));
    progress.beginStage("Writing the report", 0, "");
    return writeFileAtomically(file, std::string_view(renderHtml(document)));
}

}  // namespace

Status writeHtmlReport(Audit& audit, const std::filesystem::path& file, const ReportOptions& options,
                       Progress& progress)
{
    return guarded("Cannot make the report", "E-REPORT-001",
                   [&] { return writeReport(audit, file, options, progress); });
}

}  // namespace sparsescope
