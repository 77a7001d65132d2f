// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"
#include "audit/views_json.h"
#include "base/parallel.h"
#include "base/text.h"
#include "cli/steps.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace sparsescope::cli {

namespace {

struct Request {
    std::string audit;
    StabilityOptions options;
    std::string kind = "halves";
    bool estimate = false;
    double threshold = 0.8;
};

/// One line a class: how many of the head's weights are found again.
std::string stabilityText(const HeadAnalysis& head, const StabilityView& view, const ClassNames& names, double threshold)
{
    using enum Table::Align;
    Table table({{"class", Right}, {"name"}, {"features", Right}, {fmt::format("in ≥ {:.0f} %", 100 * threshold), Right},
                 {"least found again"}});
    int weights = 0;
    int stable = 0;
    for (int k = 0; k < head.head().classCount(); ++k) {
        const std::vector<HeadWeight>& list = head.head().classes[static_cast<std::size_t>(k)];
        int kept = 0;
        double least = 2;
        int which = -1;
        for (const HeadWeight& weight : list) {
            const double frequency = view.of(k, weight.feature, weight.weight).frequency;
            kept += frequency >= threshold;
            if (frequency < least) {
                least = frequency;
                which = weight.feature;
            }
        }
        weights += static_cast<int>(list.size());
        stable += kept;
        table.add({std::to_string(k), names[static_cast<std::size_t>(k)], std::to_string(list.size()), std::to_string(kept),
                   which >= 0 ? fmt::format("feature {} in {}", which, percent(least)) : ""});
    }
    return fmt::format("{}\n{} of {} weights are found in at least {} of {} draws ({}, seed {}) at point {}, λ {}.", table.text(),
                       stable, weights, percent(threshold), view.resamples, view.kind, view.seed, view.point,
                       number(view.lambda));
}

Status measure(const Request& request, const Context& context, Progress& progress)
{
    StabilityOptions options = request.options;
    SS_TRY(options.kind, resampleFromName(request.kind));
    if (options.threads == 0)
        options.threads = availableCores();
    SS_TRY(const auto audit, Audit::open(request.audit));
    SS_TRY(const TimeEstimate time, audit->estimateStability(options));
    if (request.estimate) {
        context.print([&] { return toJson(time); }, [&] { return estimateText(time); });
        return Done{};
    }
    if (!context.quiet)
        fmt::print(stderr, "{}\n", estimateText(time));
    SS_TRY(const StabilityView view, audit->measureStability(options, progress));
    SS_TRY(const auto data, audit->load(progress));
    SS_TRY(const auto head, audit->analyse(data, view.point, progress));
    const ClassNames names = classNames(audit->info());
    context.print([&] { return toJson(view, names); },
                  [&] { return stabilityText(*head, view, names, request.threshold); });
    return Done{};
}

}  // namespace

void addStabilityVerbs(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<Request>();
    request->options.threads = 0;
    CLI::App* verb = app.add_subcommand("stability", "Tell how often each weight is found again on other draws of the rows; goes on "
                                                     "where it was stopped");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    verb->add_option("--resamples", request->options.resamples, "Draws (50)")->check(CLI::Range(1, 10000));
    verb->add_option("--kind", request->kind, "halves of each class's rows, or bootstrap (halves)");
    verb->add_option("--seed", request->options.seed, "Of the draws (0)");
    verb->add_option("--at", request->options.point, "Point of the path (the chosen one)")->check(CLI::NonNegativeNumber);
    verb->add_option("--threshold", request->threshold, "Share of the draws from which on a weight counts as stable (0.8)")
        ->check(CLI::Range(0.0, 1.0));
    verb->add_option("--threads", request->options.threads, "Threads (all cores)")->check(CLI::Range(1, 1024));
    verb->add_flag("--estimate", request->estimate, "Only tell how long it would take");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) { return measure(*request, context, progress); });
    });
}

}  // namespace sparsescope::cli
