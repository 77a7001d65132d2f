// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/steps.h"

#include "audit/views_json.h"
#include "base/text.h"
#include "cli/table.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

double accuracyOf(const PathRow& row, std::string_view split)
{
    for (const SplitScore& score : row.scores)
        if (score.split == split)
            return score.accuracy;
    return std::nan("");
}

}  // namespace

std::string extractText(const ExtractReport& report, const ModelInfo& model)
{
    std::string text = fmt::format("{} rows of features, {} taken over from an earlier run, {} skipped, in {} ({:.1f} {} a "
                                   "second, batch {}).", groupedNumber(report.rows), groupedNumber(report.resumedRows),
                                   report.skipped.size(), duration(report.seconds), report.perSecond, itemNoun(model.input),
                                   report.batch);
    if (report.truncated > 0)
        text += fmt::format("\n{} texts are longer than {} tokens; their ends were cut off.", groupedNumber(report.truncated),
                            model.text.maxTokens);
    for (const std::string& note : report.notes)
        text += "\n" + displayText(note, 300);
    for (const SkippedItem& item : report.skipped)
        text += fmt::format("\nSkipped {}: {}", sparsescope::quoted(item.path, 200), displayText(item.reason, 300));
    return text;
}

std::string estimateText(const TimeEstimate& time)
{
    if (time.seconds < 0)
        return fmt::format("How long it takes cannot be told: {}.", time.basis);
    return fmt::format("About {}, an estimate by {}.", duration(std::max(1.0, time.seconds)), time.basis);
}

std::string pathText(const PathView& view)
{
    using enum Table::Align;
    Table table({{""}, {"point", Right}, {"λ", Right}, {"features/class", Right}, {"train", Right}, {"validation", Right},
                 {"test", Right}, {"KKT", Right}, {"gap", Right}, {""}});
    for (const PathRow& row : view.rows)
        table.add({row.index == view.chosen ? "→" : "", std::to_string(row.index), number(row.lambda),
                   fmt::format("{:.1f}", row.meanFeaturesPerClass), percent(accuracyOf(row, "train")),
                   percent(accuracyOf(row, "validation")), percent(accuracyOf(row, "test")),
                   fmt::format("{:.1e}", row.certificate.kktViolation), fmt::format("{:.1e}", row.certificate.relativeGap),
                   row.certificate.converged ? "" : "not within tolerance"});
    const std::string origin = view.origin.empty() ? "" : "\n" + view.origin + "; judged here on this audit's rows.";
    return view.title + (view.complete ? "" : " (stopped early)") + origin + "\n" + table.text();
}

std::string chosenText(const PathView& view)
{
    if (view.chosen < 0)
        return "No head is chosen yet.";
    const PathRow& row = view.rows[static_cast<std::size_t>(view.chosen)];
    return fmt::format("{}\n{} Point {}: {:.1f} features per class, accuracy {} on validation, {} on test.", view.title,
                       view.chosenBy, row.index, row.meanFeaturesPerClass, percent(accuracyOf(row, "validation")),
                       percent(accuracyOf(row, "test")));
}

Status runAll(Audit& audit, Context& context, Progress& progress)
{
    SS_TRY(const ExtractReport extracted, audit.extract(progress));
    SS_TRY(const PathView path, audit.fit(audit.info().settings.path, progress));
    if (progress.stopRequested())
        return Cancelled{};
    context.print(
        [&] { return nlohmann::json{{"audit", toJson(audit.info())}, {"extract", toJson(extracted)}, {"path", toJson(path)}}; },
        [&] { return extractText(extracted, audit.info().model) + "\n" + chosenText(path); });
    return Done{};
}

}  // namespace sparsescope::cli
