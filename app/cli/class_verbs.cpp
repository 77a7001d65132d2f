// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"
#include "base/text.h"
#include "cli/look.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

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
    Table table({{"feature", Right}, {"name"}, {"weight", Right}, {"strongest example"}, {"also used by"}});
    for (const WeightBar& bar : view.bars) {
        std::string users;
        for (std::size_t i = 0; i < bar.alsoUsedBy.size() && i < 2; ++i)
            users += fmt::format("{}{} {}", i > 0 ? ", " : "", names[static_cast<std::size_t>(bar.alsoUsedBy[i].klass)],
                                 signedNumber(bar.alsoUsedBy[i].weight));
        table.add({std::to_string(bar.feature), bar.featureName, signedNumber(bar.weight),
                   bar.best.empty() ? "" : bar.best.front().path, users});
    }
    return fmt::format("Class {}: {}\naccuracy {}, original {}, agreement {}, {}, bias {}\n{}", row.id,
                       displayText(row.name), percent(row.accuracy), optionalPercent(row.originalAccuracy),
                       optionalPercent(row.agreement), counted(row.features, "feature", "features"), signedNumber(view.bias), table.text());
}

struct Request {
    std::string audit;
    std::string klass;
    int at = -1;
};

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
    verb->callback([one, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Look look, lookAt(one->audit, one->at, progress));
            SS_TRY(const int id, findClass(look.info, one->klass));
            const ClassView view = classView(*look.head, id);
            context.print([&] { return toJson(view, look.names); }, [&] { return classText(view, look.names); });
            return Done{};
        });
    });
}

}  // namespace sparsescope::cli
