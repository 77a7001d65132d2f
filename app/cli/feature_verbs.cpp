// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"
#include "audit/picture_json.h"
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

std::string featuresText(std::vector<FeatureRow> rows, bool all)
{
    std::stable_sort(rows.begin(), rows.end(), [](const FeatureRow& a, const FeatureRow& b) { return a.classes > b.classes; });
    Table table({{"feature", Right}, {"name"}, {"classes", Right}, {"largest weight", Right}, {"found again", Right}, {"mean", Right},
                 {"zero", Right}, {"health"}});
    std::size_t unused = 0;
    for (const FeatureRow& row : rows) {
        unused += row.classes == 0;
        if (row.classes > 0 || all)
            table.add({std::to_string(row.feature), row.name, std::to_string(row.classes), signedNumber(row.largestWeight),
                       percent(row.stability.value_or(std::nan(""))), number(row.health.mean), percent(row.health.zeroShare), healthText(row.health)});
    }
    return fmt::format("{}\n{}, {} not used by any class{}", table.text(), counted(std::ssize(rows), "feature", "features"), unused,
                       all ? "" : " (--all lists them too)");
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

struct Request {
    std::string audit;
    int feature = 0;
    int at = -1;
    bool all = false;
};

}  // namespace

void addFeatureVerbs(CLI::App& app, Context& context)
{
    const auto list = std::make_shared<Request>();
    CLI::App* features = addLookVerb(app, "features", "List the features by how many classes use them", list->audit, list->at);
    features->add_flag("--all", list->all, "Also those that no class uses");
    features->callback([list, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Look look, lookAt(list->audit, list->at, progress));
            const std::vector<FeatureRow> rows = featureList(*look.head);
            context.print(
                [&] {
                    nlohmann::json json = nlohmann::json::array();
                    for (const FeatureRow& row : rows)
                        json.push_back(toJson(row));
                    return nlohmann::json{{"features", json}};
                },
                [&] { return featuresText(rows, list->all); });
            return Done{};
        });
    });

    const auto one = std::make_shared<Request>();
    CLI::App* feature = addLookVerb(app, "feature", "Show one feature: who uses it, what excites it", one->audit, one->at);
    feature->add_option("FEATURE", one->feature, "Its number")->required();
    feature->callback([one, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Look look, lookAt(one->audit, one->at, progress));
            const int count = look.info.model.features;
            if (one->feature < 0 || one->feature >= count)
                return Error{"E-CLI-003", fmt::format("There is no feature {}: this audit has features 0 to {}.", one->feature,
                                                      count - 1), ""};
            const FeatureView view = featureView(*look.head, one->feature);
            const NameProposal proposal = proposedFeatureName(*look.data, one->feature);
            context.print(
                [&] {
                    nlohmann::json json = toJson(view, look.names);
                    json["proposed_name"] = toJson(proposal);
                    return json;
                },
                [&] { return featureText(view, proposal, look.names); });
            return Done{};
        });
    });
}

}  // namespace sparsescope::cli
