// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"
#include "base/text.h"
#include "cli/look.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sparsescope::cli {

namespace {

using enum Table::Align;

std::string optionalPercent(const std::optional<double>& share)
{
    return percent(share.value_or(std::nan("")));
}

std::string classesText(const ClassList& list)
{
    Table table({{"class", Right}, {"name"}, {"rows", Right}, {"accuracy", Right}, {"features", Right}, {"original", Right},
                 {"agreement", Right}});
    for (const ClassRow& row : list.rows)
        table.add({std::to_string(row.id), row.name, std::to_string(row.counts[0] + row.counts[1] + row.counts[2]),
                   percent(row.accuracy), std::to_string(row.features), optionalPercent(row.originalAccuracy),
                   optionalPercent(row.agreement)});
    return fmt::format("{}\n{}, accuracy {} on {} rows", table.text(), counted(std::ssize(list.rows), "class", "classes"),
                       percent(list.accuracy), splitName(list.evaluated));
}

std::string classText(const ClassView& view, const ClassNames& names)
{
    const ClassRow& row = view.row;
    Table table({{"feature", Right}, {"name"}, {"weight", Right}, {"found again", Right}, {"same sign", Right}, {"strongest example"},
                 {"also used by"}});
    for (const WeightBar& bar : view.bars) {
        std::string users;
        for (std::size_t i = 0; i < bar.alsoUsedBy.size() && i < 2; ++i)
            users += fmt::format("{}{} {}", i > 0 ? ", " : "", names[static_cast<std::size_t>(bar.alsoUsedBy[i].klass)],
                                 signedNumber(bar.alsoUsedBy[i].weight));
        const std::optional<WeightStability>& stability = bar.stability;
        table.add({std::to_string(bar.feature), bar.featureName, signedNumber(bar.weight),
                   stability ? percent(stability->frequency) : "–", stability ? percent(stability->signAgreement) : "–",
                   bar.best.empty() ? "" : shownExample(bar.best.front()), users});
    }
    return fmt::format("Class {}: {}\naccuracy {}, original {}, agreement {}, {}, bias {}\n{}", row.id,
                       displayText(row.name), percent(row.accuracy), optionalPercent(row.originalAccuracy),
                       optionalPercent(row.agreement), counted(row.features, "feature", "features"), signedNumber(view.bias), table.text());
}

std::string denseText(const DenseClassView& view)
{
    if (!view.missing.empty())
        return view.missing;
    Table table({{"feature", Right}, {"name"}, {"weight", Right}, {"sparse", Right}, {"strongest example"}});
    for (const WeightBar& bar : view.bars)
        table.add({std::to_string(bar.feature), bar.featureName, signedNumber(bar.weight),
                   bar.sparseWeight.value_or(0) != 0 ? signedNumber(*bar.sparseWeight) : "–",
                   bar.best.empty() ? "" : shownExample(bar.best.front())});
    return fmt::format("The network's own head: {}, bias {}\nThe {} largest weights, {} of them on features that the sparse head uses "
                       "too; {} of all |weight|\n{}", counted(view.features, "feature", "features"), signedNumber(view.bias),
                       view.bars.size(), view.shared, percent(view.shownShare), table.text());
}

std::string pointsText(const ClassPathView& view, int chosen)
{
    Table table({{""}, {"point", Right}, {"λ", Right}, {"features", Right}, {"train", Right}, {"validation", Right}, {"test", Right}});
    for (const ClassPathView::Point& point : view.points)
        table.add({point.index == chosen ? "→" : "", std::to_string(point.index), number(point.lambda), std::to_string(point.features),
                   percent(point.accuracy[0]), percent(point.accuracy[1]), percent(point.accuracy[2])});
    return table.text();
}

/// In the order in which they enter.
std::string entriesText(const ClassPathView& view, int chosen)
{
    std::vector<const ClassPathView::Trace*> traces;
    for (const ClassPathView::Trace& trace : view.traces)
        traces.push_back(&trace);
    std::ranges::stable_sort(traces, {}, [](const ClassPathView::Trace* trace) { return trace->enters; });
    Table table({{"enters", Right}, {"at λ", Right}, {"feature", Right}, {"name"}, {"then", Right}, {"chosen", Right},
                 {"strongest example"}});
    for (const ClassPathView::Trace* trace : traces) {
        const auto enters = static_cast<std::size_t>(trace->enters);
        const double now = chosen >= 0 ? trace->weights[static_cast<std::size_t>(chosen)] : 0;
        table.add({std::to_string(trace->enters), number(view.points[enters].lambda), std::to_string(trace->feature),
                   trace->featureName, signedNumber(trace->weights[enters]), now != 0 ? signedNumber(now) : "–",
                   trace->best.empty() ? "" : trace->best.front().path});
    }
    return table.text();
}

std::string classPathText(const ClassPathView& view, int chosen, const ClassNames& names)
{
    const auto shown = static_cast<int>(view.traces.size());
    return fmt::format("Class {}: {}\n{}\n\n{}{}\n{}", view.klass, displayText(names[static_cast<std::size_t>(view.klass)]),
                       pointsText(view, chosen), counted(view.featuresEver, "feature", "features") + " along the path",
                       shown < view.featuresEver ? fmt::format(", the {} with the largest weights:", shown) : ":",
                       entriesText(view, chosen));
}

struct Request {
    std::string audit;
    std::string klass;
    int at = -1;
    bool dense = false;
    int top = 0;
};

void addClassPath(CLI::App& app, Context& context)
{
    struct PathRequest {
        std::string audit;
        std::string klass;
        int features = 30;
    };
    const auto request = std::make_shared<PathRequest>();
    CLI::App* verb = app.add_subcommand("class-path", "Show one class along the path: its accuracy, and which feature enters when");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    verb->add_option("CLASS", request->klass, "Its number, key or name")->required();
    verb->add_option("--features", request->features, "Most features to list, largest weights first (30)")->check(CLI::Range(1, 1000000));
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            const AuditInfo info = audit->info();
            SS_TRY(const int id, findClass(info, request->klass));
            SS_TRY(const auto data, audit->load(progress));
            tellNote(*data);
            SS_TRY(const auto path, audit->analysePath(data, progress));
            const ClassPathView view = classPath(*path, id, request->features);
            const ClassNames names = classNames(info);
            context.print([&] { return toJson(view, names); },
                          [&] { return classPathText(view, pathView(*data).chosen, names); });
            return Done{};
        });
    });
}

}  // namespace

void addClassVerbs(CLI::App& app, Context& context)
{
    const auto all = std::make_shared<Request>();
    addLookVerb(app, "classes", "List the classes with accuracy, number of features and agreement", all->audit, all->at)->callback([all, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Look look, lookAt(all->audit, all->at, progress));
            const ClassList list = classList(*look.head);
            context.print([&] { return toJson(list); }, [&] { return classesText(list); });
            return Done{};
        });
    });

    const auto one = std::make_shared<Request>();
    CLI::App* verb = addLookVerb(app, "class", "Show the features of one class as signed weights", one->audit, one->at);
    verb->add_option("CLASS", one->klass, "Its number, key or name")->required();
    CLI::Option* dense = verb->add_flag("--dense", one->dense, "Beside it the largest weights of the network's own head");
    verb->add_option("--top", one->top, "With --dense: so many (as many as the sparse head has, at least 10)")
        ->check(CLI::Range(1, 1000000))->needs(dense);
    verb->callback([one, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Look look, lookAt(one->audit, one->at, progress));
            SS_TRY(const int id, findClass(look.info, one->klass));
            const ClassView view = classView(*look.head, id);
            if (!one->dense) {
                context.print([&] { return toJson(view, look.names); }, [&] { return classText(view, look.names); });
                return Done{};
            }
            const DenseClassView dense = denseClass(*look.head, id, one->top);
            context.print(
                [&] {
                    nlohmann::json json = toJson(view, look.names);
                    json["dense"] = toJson(dense, look.names);
                    return json;
                },
                [&] { return classText(view, look.names) + "\n\n" + denseText(dense); });
            return Done{};
        });
    });
    addClassPath(app, context);
}

}  // namespace sparsescope::cli
