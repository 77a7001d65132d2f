// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/report.h"

#include "base/guard.h"
#include "report/collect.h"
#include "report/html_report.h"

namespace sparsescope {

namespace {

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
