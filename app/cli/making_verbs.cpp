// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"
#include "base/parallel.h"
#include "base/text.h"
#include "cli/look.h"
#include "cli/requests.h"
#include "cli/rules.h"
#include "cli/steps.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

void addNew(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<NewRequest>();
    CLI::App* verb = app.add_subcommand("new", "Make an audit of a model and pictures or texts");
    request->addTo(*verb);
    verb->callback([request, verb, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const AuditSettings settings, request->complete(*verb, progress));
            SS_TRY(const auto audit, Audit::create(request->out, settings, progress));
            if (request->run)
                return runAll(*audit, context, progress);
            const AuditInfo info = audit->info();
            context.print([&] { return toJson(info); },
                          [&] {
                              return fmt::format("{}: {} with {} features, {} {} in {} classes.{}{}", displayText(info.title),
                                                 displayText(info.model.architecture), info.model.features,
                                                 groupedNumber(info.items), itemNoun(info.model.input), info.classes.size(),
                                                 info.balance.empty() ? "" : "\n", displayText(info.balance, 1000));
                          });
            return Done{};
        });
    });
}

void addExtract(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        std::string device;
        bool estimate = false;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("extract", "Compute the features of every picture or text; goes on where it was stopped");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    verb->add_option("--device", request->device, "cpu, cuda or cuda:N, from now on");
    verb->add_flag("--estimate", request->estimate, "Only tell what it would cost");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            if (!request->device.empty())
                SS_CHECK(audit->setDevice(request->device));
            if (request->estimate) {
                SS_TRY(const ExtractEstimate cost, audit->estimate(progress));
                context.print([&] { return toJson(cost); },
                              [&] {
                                  return fmt::format("About {}, {} of memory, {} of disk ({} free).", duration(cost.seconds),
                                                     byteSize(cost.memoryBytes), byteSize(cost.diskBytes), byteSize(cost.diskFree));
                              });
                return Done{};
            }
            SS_TRY(const ExtractReport report, audit->extract(progress));
            context.print([&] { return toJson(report); }, [&] { return extractText(report, audit->info().model); });
            return Done{};
        });
    });
}

void addFit(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        PathRequest path;
        RuleRequest rules;
        bool noRules = false;
        bool estimate = false;
        int threads = 0;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("fit", "Fit the path of sparse heads; goes on where it was stopped");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    request->path.addTo(*verb);
    request->rules.addTo(*verb);
    verb->add_flag("--no-rules", request->noRules, "Forget the features forbidden and signs forced before");
    verb->add_option("--threads", request->threads, "Threads (all cores)")->check(CLI::Range(1, 1024));
    verb->add_flag("--estimate", request->estimate, "Only tell how long it would take");
    verb->callback([request, verb, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            PathOptions options = request->path.over(audit->info().settings.path, *verb);
            if (request->noRules)
                options.rules.clear();
            if (request->rules.given()) {
                const auto classId = [&](const std::string& name) { return findClass(audit->info(), name); };
                SS_TRY(options.rules, request->rules.parsed(classId));
            }
            options.threads = request->threads > 0 ? request->threads : availableCores();
            if (request->estimate) {
                SS_TRY(const TimeEstimate time, audit->estimateFit(options, progress));
                context.print([&] { return toJson(time); }, [&] { return estimateText(time); });
                return Done{};
            }
            SS_TRY(const PathView view, audit->fit(options, progress));
            const std::string balance = audit->info().balance;
            context.print([&] { return toJson(view); },
                          [&] { return (balance.empty() ? "" : displayText(balance, 1000) + "\n") + chosenText(view); });
            return view.complete ? Status(Done{}) : Status(Cancelled{});
        });
    });
}

void addSelect(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        std::string rule;
        double value = 0;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("select", "Choose one head of the path");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    verb->add_option("--rule", request->rule, "index, sparsity, absolute, relative or percentile")->required();
    verb->add_option("--value", request->value, "Point, features per class, points of accuracy, or a share")->required();
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            SS_TRY(const SelectionRule rule, ruleFromName(request->rule));
            SS_CHECK(audit->select({rule, request->value}));
            SS_TRY(const auto data, audit->load(progress));
            tellNote(*data);
            const PathView view = pathView(*data);
            context.print([&] { return toJson(view); }, [&] { return chosenText(view); });
            return Done{};
        });
    });
}

void addName(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        int feature = 0;
        std::string name;
        std::optional<std::string> note;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("name", "Give a feature a name and a note that follow it everywhere");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    verb->add_option("FEATURE", request->feature, "Number of the feature")->required();
    verb->add_option("NAME", request->name, "Its name")->required();
    verb->add_option("--note", request->note, "A longer text (the one that is there stays)");
    verb->callback([request, &context] {
        context.run([&](Progress&) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            SS_CHECK(audit->nameFeature(request->feature, request->name, request->note));
            context.print([&] { return nlohmann::json{{"feature", request->feature}, {"name", request->name}}; },
                          [&] { return fmt::format("Feature {} {}.", request->feature, request->name.empty()
                                                                                          ? "has no name now"
                                                                                          : "is " + sparsescope::quoted(request->name)); });
            return Done{};
        });
    });
}

void addNameClass(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        std::string klass;
        std::string name;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("name-class", "Call a class something else, in this audit only");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    verb->add_option("CLASS", request->klass, "Its number, key or name")->required();
    verb->add_option("NAME", request->name, "Its new name; empty: as the data calls it")->required();
    verb->callback([request, &context] {
        context.run([&](Progress&) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            SS_TRY(const int id, findClass(audit->info(), request->klass));
            SS_CHECK(audit->nameClass(id, request->name));
            const std::string name = audit->info().classes[static_cast<std::size_t>(id)].name;
            context.print([&] { return nlohmann::json{{"class", id}, {"name", name}}; },
                          [&] { return fmt::format("Class {} is {}.", id, sparsescope::quoted(name)); });
            return Done{};
        });
    });
}

}  // namespace

void addMakingVerbs(CLI::App& app, Context& context)
{
    addNew(app, context);
    addExtract(app, context);
    addFit(app, context);
    addSelect(app, context);
    addName(app, context);
    addNameClass(app, context);
}

}  // namespace sparsescope::cli
