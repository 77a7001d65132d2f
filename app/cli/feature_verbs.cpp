// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"
#include "audit/example_list.h"
#include "audit/feature_list.h"
#include "audit/grouped_values.h"
#include "audit/picture_json.h"
#include "audit/views_json.h"
#include "base/text.h"
#include "cli/look.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>

namespace sparsescope::cli {

namespace {

using enum Table::Align;

constexpr int valueBins = 32;

std::string healthText(const FeatureHealth& health)
{
    if (health.notFinite > 0)
        return fmt::format("{} values are not numbers", health.notFinite);
    if (health.dead || health.constant)
        return health.dead ? "dead" : "constant";
    if (health.duplicateOf >= 0)
        return fmt::format("the same as {}", health.duplicateOf);
    return health.saturated ? "saturated" : "";
}

std::string featuresText(const std::vector<FeatureRow>& rows, std::size_t all)
{
    Table table({{"feature", Right}, {"name"}, {"classes", Right}, {"largest weight", Right}, {"found again", Right}, {"mean", Right},
                 {"deviation", Right}, {"zero", Right}, {"health"}, {"note"}});
    for (const FeatureRow& row : rows)
        table.add({std::to_string(row.feature), row.name.empty() && !row.proposed.empty() ? "(" + row.proposed + ")" : row.name,
                   std::to_string(row.classes), row.classes > 0 ? signedNumber(row.largestWeight) : "–",
                   percent(row.stability.value_or(std::nan(""))), number(row.health.mean), number(row.health.deviation),
                   percent(row.health.zeroShare), healthText(row.health), row.note});
    const std::string shown = rows.size() < all ? groupedNumber(std::ssize(rows)) + " of " : "";
    return fmt::format("{}\n{}{}{}", table.text(), shown, counted(static_cast<std::int64_t>(all), "feature", "features"),
                       rows.size() < all ? " (--all lists every one)" : "");
}

std::string examplesText(const std::vector<ExampleRef>& examples, const ClassNames& names)
{
    Table table({{"row", Right}, {"activation", Right}, {"class"}, {"split"}, {"example"}});
    for (const ExampleRef& example : examples)
        table.add({std::to_string(example.row), number(example.activation), names[static_cast<std::size_t>(example.label)],
                   splitName(example.split), shownExample(example)});
    return table.text();
}

/// "sticker (65 % of the top 60, 12 % of all)"
std::string proposalText(const NameProposal& proposal)
{
    if (proposal.name.empty())
        return "";
    std::string text = fmt::format("Proposed name: {}\n", displayText(proposal.name));
    for (const auto* list : {&proposal.words, &proposal.classes})
        for (const NameEvidence& one : *list)
            text += fmt::format("  {} {}: {} of the {} rows that excite it most, {} of all\n", one.klass >= 0 ? "class" : "word",
                                displayText(one.what), percent(one.share), proposal.rows, percent(one.baseShare));
    return text;
}

std::string featureText(const FeatureView& view, const NameProposal& proposal, const ClassNames& names)
{
    Table users({{"class", Right}, {"name"}, {"weight", Right}});
    for (const WeightBar::AlsoUsedBy& user : view.classes)
        users.add({std::to_string(user.klass), names[static_cast<std::size_t>(user.klass)], signedNumber(user.weight)});
    const std::string health = healthText(view.health);
    return fmt::format("Feature {}{}\n{}{}mean {}, deviation {}, from {} to {}, {} zero{}\n\nUsed by {}\n{}\n\nStrongest\n{}\n\n"
                       "Weakest\n{}", view.feature, view.name.empty() ? "" : ": " + displayText(view.name),
                       view.note.empty() ? "" : displayText(view.note, 2000) + "\n", proposalText(proposal),
                       number(view.health.mean), number(view.health.deviation), number(view.health.minimum),
                       number(view.health.maximum), percent(view.health.zeroShare), health.empty() ? "" : ", " + health,
                       counted(std::ssize(view.classes), "class", "classes"), users.text(), examplesText(view.most, names), examplesText(view.least, names));
}

std::string valuesText(const GroupedValues& values)
{
    Table table({{"values of"}, {"rows", Right}, {"mean", Right}});
    for (const GroupedValues::Group& group : values.groups)
        table.add({displayText(group.name), std::to_string(group.rows), number(group.mean)});
    return "\n\n" + table.text();
}

struct Request {
    std::string audit;
    int feature = 0;
    int at = -1;
    bool bySplit = false;
    std::string against;    ///< A class that is compared with the others, or empty.
};

/// The values as they fall apart by what is asked for; none where nothing is.
Result<std::optional<GroupedValues>> groupsOf(const Request& request, const Look& look)
{
    if (!request.bySplit && request.against.empty())
        return std::optional<GroupedValues>();
    int klass = -1;
    if (!request.against.empty()) {
        SS_TRY(klass, findClass(look.info, request.against));
    }
    SS_TRY(GroupedValues values, groupedValues(look.head->data(), request.feature, klass < 0 ? ValueGrouping::Splits : ValueGrouping::Class,
                                               klass, valueBins));
    return std::optional<GroupedValues>(std::move(values));
}

/// The list's own choices, as the window has them.
struct ListRequest {
    std::string audit;
    int at = -1;
    bool all = false;
    bool used = false, unused = false, healthy = false, problem = false, named = false, unnamed = false, noted = false;
    std::string klass;
    double least = -1, below = -1;
    std::string words;
    std::string sort = "classes";
    bool ascending = false;
    bool propose = false;
};

const std::map<std::string, FeatureOrder>& orders()
{
    static const std::map<std::string, FeatureOrder> table{
        {"feature", FeatureOrder::Number},  {"name", FeatureOrder::Name}, {"classes", FeatureOrder::Classes},
        {"weight", FeatureOrder::Weight},   {"mean", FeatureOrder::Mean}, {"deviation", FeatureOrder::Deviation},
        {"zero", FeatureOrder::Zero},       {"stability", FeatureOrder::Stability}};
    return table;
}

Result<FeatureFilter> filterOf(const ListRequest& request, const AuditInfo& info)
{
    using enum FeatureFilter::Naming;
    FeatureFilter filter;
    filter.use = request.used ? FeatureFilter::Use::Used : request.unused ? FeatureFilter::Use::Unused : FeatureFilter::Use::Any;
    filter.health = request.problem ? FeatureFilter::Health::Problem : request.healthy ? FeatureFilter::Health::Good : FeatureFilter::Health::Any;
    filter.naming = request.named ? Named : request.unnamed ? Unnamed : request.noted ? Noted : FeatureFilter::Naming::Any;
    if (!request.klass.empty()) {
        SS_TRY(filter.klass, findClass(info, request.klass));
    }
    if (request.least >= 0)
        filter.leastStability = request.least;
    if (request.below >= 0)
        filter.belowStability = request.below;
    filter.words = request.words;
    return filter;
}

Status listFeatures(const ListRequest& request, const Context& context, Progress& progress)
{
    const auto order = orders().find(request.sort);
    if (order == orders().end())
        return Error{"E-CLI-017", fmt::format("There is no column {} to sort by: give feature, name, classes, weight, mean, deviation, zero "
                                              "or stability.", sparsescope::quoted(request.sort, 60)), ""};
    SS_TRY(const Look look, lookAt(request.audit, request.at, progress));
    SS_TRY(FeatureFilter filter, filterOf(request, look.info));
    if ((filter.leastStability || filter.belowStability) && !look.data->pieces().stability)
        return Error{"E-CLI-018", "It was not measured how stable these features are. Measure it with stability first.", ""};
    // As text, without any choice, a list of a thousand features that nothing uses helps nobody.
    if (filter == FeatureFilter() && !request.all && !context.json)
        filter.use = FeatureFilter::Use::Used;
    std::vector<FeatureRow> rows = featureList(*look.head);
    const std::size_t all = rows.size();
    for (FeatureRow& row : rows)
        if (request.propose)
            row.proposed = proposedFeatureName(*look.data, row.feature).name;
    std::erase_if(rows, [&](const FeatureRow& row) { return !keeps(filter, row, look.head->head()); });
    const bool upwards = order->second == FeatureOrder::Number || order->second == FeatureOrder::Name || request.ascending;
    sortFeatures(rows, order->second, !upwards);
    context.print(
        [&] {
            nlohmann::json json = nlohmann::json::array();
            for (const FeatureRow& row : rows)
                json.push_back(toJson(row));
            return nlohmann::json{{"features", json}, {"all", all}};
        },
        [&] { return featuresText(rows, all); });
    return Done{};
}

void addListOptions(CLI::App& verb, ListRequest& request)
{
    verb.add_flag("--all", request.all, "Also those that no class uses");
    CLI::Option* used = verb.add_flag("--used", request.used, "Only those that some class uses");
    verb.add_flag("--unused", request.unused, "Only those that no class uses")->excludes(used);
    verb.add_option("--class", request.klass, "Only those that this class uses (number, key or name)");
    CLI::Option* problem = verb.add_flag("--problem", request.problem, "Only dead, constant, saturated, duplicated or not finite ones");
    verb.add_flag("--healthy", request.healthy, "Only those without such a problem")->excludes(problem);
    CLI::Option* named = verb.add_flag("--named", request.named, "Only those with a name");
    CLI::Option* unnamed = verb.add_flag("--unnamed", request.unnamed, "Only those without")->excludes(named);
    verb.add_flag("--noted", request.noted, "Only those with a note")->excludes(named)->excludes(unnamed);
    verb.add_option("--least-stability", request.least, "Only those found in this share of the draws or more")->check(CLI::Range(0.0, 1.0));
    verb.add_option("--below-stability", request.below, "Only those found in a smaller share")->check(CLI::Range(0.0, 1.0));
    verb.add_flag("--propose", request.propose, "Names for those without one, from the rows that excite them most");
    verb.add_option("--search", request.words, "Words in the number, name, note or health");
    verb.add_option("--sort", request.sort, "feature, name, classes, weight, mean, deviation, zero or stability (classes)");
    verb.add_flag("--ascending", request.ascending, "The smallest first");
}

}  // namespace

void addFeatureVerbs(CLI::App& app, Context& context)
{
    const auto list = std::make_shared<ListRequest>();
    CLI::App* features = addLookVerb(app, "features", "List the features: use, health, stability, names", list->audit, list->at);
    addListOptions(*features, *list);
    features->callback([list, &context] {
        context.run([&](Progress& progress) -> Status { return listFeatures(*list, context, progress); });
    });

    const auto one = std::make_shared<Request>();
    CLI::App* feature = addLookVerb(app, "feature", "Show one feature: who uses it, what excites it", one->audit, one->at);
    feature->add_option("FEATURE", one->feature, "Its number")->required();
    auto* bySplit = feature->add_flag("--by-split", one->bySplit, "Its values on train, validation and test");
    feature->add_option("--against", one->against, "Its values in this class (number, key or name) against all others")->excludes(bySplit);
    feature->callback([one, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Look look, lookAt(one->audit, one->at, progress));
            const int count = look.info.model.features;
            if (one->feature < 0 || one->feature >= count)
                return Error{"E-CLI-003", fmt::format("There is no feature {}: this audit has features 0 to {}.", one->feature,
                                                      count - 1), ""};
            const FeatureView view = featureView(*look.head, one->feature);
            const NameProposal proposal = proposedFeatureName(*look.data, one->feature);
            SS_TRY(const auto groups, groupsOf(*one, look));
            context.print(
                [&] {
                    nlohmann::json json = toJson(view, look.names);
                    json["proposed_name"] = toJson(proposal);
                    if (groups)
                        json["values"] = toJson(*groups);
                    return json;
                },
                [&] { return featureText(view, proposal, look.names) + (groups ? valuesText(*groups) : ""); });
            return Done{};
        });
    });
}

}  // namespace sparsescope::cli
