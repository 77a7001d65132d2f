// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"
#include "base/text.h"
#include "report/collect.h"
#include "report/numbers.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Kind = ReportNotice::Kind;

std::string counted(std::int64_t count, const char* one, const char* several)
{
    return fmt::format("{} {}", groupedNumber(count), count == 1 ? one : several);
}

std::string countedItems(const AuditInfo& info)
{
    const bool texts = info.model.input == ModelInfo::Input::Texts;
    return counted(info.items, texts ? "text" : "picture", texts ? "texts" : "pictures");
}

void keepLines(ReportNotice& notice, std::vector<std::string> lines)
{
    notice.moreLines = lines.size() - std::min(lines.size(), ReportCaps::lines);
    lines.resize(lines.size() - notice.moreLines);
    notice.lines = std::move(lines);
}

ReportNotice noticeOfSkipped(const AuditInfo& info)
{
    if (!info.extracted)
        return {Kind::Bad, "Features have not been extracted, so there is nothing to show but the settings."};
    const auto count = static_cast<std::int64_t>(info.skipped.size());
    if (count == 0)
        return {Kind::Good, fmt::format("All {} could be read; none was skipped.",
                                        countedItems(info))};
    ReportNotice notice{Kind::Warning, fmt::format("{} of {} were skipped because they could not be read.",
                                                   groupedNumber(count), countedItems(info))};
    std::vector<std::string> lines;
    for (const SkippedItem& item : info.skipped)
        lines.push_back(item.reason.find(item.path) != std::string::npos ? item.reason
                                                                         : item.path + ": " + item.reason);
    keepLines(notice, std::move(lines));
    return notice;
}

/// The λs that missed their tolerance, and how far they came.
ReportNotice noticeOfPath(const AuditInfo& info, const PathView& path)
{
    const auto count = static_cast<std::int64_t>(path.rows.size());
    std::vector<std::string> lines;
    for (const PathRow& row : path.rows)
        if (!row.certificate.converged)
            lines.push_back(
                fmt::format("λ = {:.4g} (number {}): largest violation of the optimality conditions {:.2g}, "
                            "relative gap {:.2g}",
                            row.lambda, row.index, row.certificate.kktViolation, row.certificate.relativeGap));
    const std::string tolerance = fmt::format("{:g}", info.settings.path.tolerance);
    if (lines.empty())
        return {Kind::Good, fmt::format("{} certified: every one meets the tolerance {}.",
                                        count == 1 ? "The one λ of the path is" : fmt::format("All {} λs are", count),
                                        tolerance)};
    ReportNotice notice{Kind::Warning,
                        fmt::format("{} of {} λs did not reach the tolerance {}; their heads are close to the "
                                    "best ones but not certified.",
                                    lines.size(), count, tolerance)};
    keepLines(notice, std::move(lines));
    return notice;
}

void addPathNotices(const ReportSources& sources, std::vector<ReportNotice>& notices)
{
    if (!sources.data || sources.data->pieces().path.rows.empty()) {
        if (sources.info.extracted)
            notices.push_back({Kind::Bad, "No path has been fitted, so no head could be chosen."});
        return;
    }
    const PathView& path = sources.data->pieces().path;
    if (!path.note.empty())
        notices.push_back({Kind::Warning, path.note});
    else if (!path.complete)
        notices.push_back(
            {Kind::Warning, fmt::format("The path was stopped after {} of {} λs; what is shown is a valid part "
                                        "of it.",
                                        path.rows.size(), sources.info.settings.path.lambdaCount)});
    notices.push_back(noticeOfPath(sources.info, path));
    if (!sources.head)
        notices.push_back({Kind::Bad, "No head has been chosen on the path."});
}

void addHeadNotices(const HeadAnalysis& head, std::vector<ReportNotice>& notices)
{
    if (head.head().usedFeatures().empty())
        notices.push_back({Kind::Bad, "The chosen head uses no feature: it predicts the base rate whatever it sees."});
    std::vector<std::string> unused;
    for (int feature = 0; feature < head.data().featureCount(); ++feature) {
        const FeatureHealth& health = head.data().pieces().health[static_cast<std::size_t>(feature)];
        if (health.constant)
            unused.push_back(fmt::format("feature {}: always {}", feature, fewDigits(health.mean)));
    }
    if (unused.empty())
        return;
    ReportNotice notice{Kind::Warning, fmt::format("{} on these data and left out of the fit.",
                                                   counted(static_cast<std::int64_t>(unused.size()),
                                                           "feature is constant", "features are constant"))};
    keepLines(notice, std::move(unused));
    notices.push_back(std::move(notice));
}

}  // namespace

std::vector<ReportNotice> collectNotices(const ReportSources& sources)
{
    std::vector<ReportNotice> notices{noticeOfSkipped(sources.info)};
    addPathNotices(sources, notices);
    if (sources.head)
        addHeadNotices(*sources.head, notices);
    for (const std::string& warning : sources.info.warnings)
        notices.push_back({Kind::Warning, warning});
    std::stable_sort(notices.begin(), notices.end(),
                     [](const ReportNotice& a, const ReportNotice& b) { return a.kind > b.kind; });
    return notices;
}

}  // namespace sparsescope
