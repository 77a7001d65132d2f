// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "audit/feature_pictures.h"
#include "report/report.h"
#include "report/sections.h"

#include <functional>
#include <memory>

namespace sparsescope {

/// What a report is made from. `head` is null before anything is fitted and chosen; `data` may be null too.
struct ReportSources {
    AuditInfo info;
    std::vector<LogEntry> log;
    std::shared_ptr<const AuditData> data;
    std::shared_ptr<const HeadAnalysis> head;
    /// The picture as the network saw it, and the same with one feature's activation laid over it.
    std::function<Result<Image>(std::int64_t row)> picture;
    std::function<Result<Image>(std::int64_t row, int feature)> overlay;
    /// What was rendered for a feature and sign and is kept; nothing is rendered for a report. May be empty.
    std::function<std::optional<FeaturePicture>(int feature, bool negative)> rendered = {};
};

/// Sizes at which a report of a large audit stays one that opens: more is counted and said, not shown.
struct ReportCaps {
    static constexpr std::size_t classes = 40;          ///< With features and pictures.
    static constexpr std::size_t classRows = 2000;
    static constexpr std::size_t features = 12;         ///< Of a class.
    static constexpr std::size_t sharedFeatures = 24;
    static constexpr std::size_t uses = 4;
    static constexpr std::size_t parts = 6;             ///< Of a logit.
    static constexpr std::size_t matrix = 30;           ///< Classes in the confusion matrix.
    static constexpr std::size_t confusions = 30;
    static constexpr std::size_t lines = 200;           ///< Folded away under a notice.
    static constexpr std::size_t logLines = 500;
};

Result<ReportDocument> collectReport(const ReportSources& sources, const ReportOptions& options, Progress& progress);

/// What must be known first: skipped pictures, λs that missed their tolerance, a path cut short, warnings of the data.
std::vector<ReportNotice> collectNotices(const ReportSources& sources);
/// Model, data, settings and versions.
std::vector<ReportFacts> collectProvenance(const ReportSources& sources);

/// Takes the places of the audit's files out of every text, unless `options` let them in.
void hidePaths(ReportDocument& document, const AuditInfo& info);

}  // namespace sparsescope
