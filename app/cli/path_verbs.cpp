// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"
#include "base/text.h"
#include "cli/look.h"
#include "cli/steps.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

std::string infoText(const AuditInfo& info)
{
    Table table({{"audit"}, {displayText(info.title)}});
    table.add({"folder", info.folder.string()});
    table.add({"made", info.createdUtc});
    table.add({"model", info.model.architecture + ", " + counted(info.model.features, "feature", "features")});
    table.add({"SHA-256", info.model.sha256.substr(0, 16) + "…"});
    table.add({"data", info.settings.data.string()});
    table.add({"pictures", counted(info.items, "picture", "pictures") + " in " + counted(std::ssize(info.classes), "class", "classes")});
    table.add({"features", info.extracted ? "extracted" : "not yet: extract"});
    table.add({"path", info.fitted ? "fitted" : "not yet: fit"});
    table.add({"skipped", counted(std::ssize(info.skipped), "picture", "pictures")});
    std::string text = table.text();
    for (const std::string& warning : info.warnings)
        text += "\nWarning: " + displayText(warning, 300);
    return text;
}

void addInfo(CLI::App& app, Context& context)
{
    const auto folder = std::make_shared<std::string>();
    CLI::App* verb = app.add_subcommand("info", "Tell what an audit is made of and what was done to it");
    verb->add_option("AUDIT", *folder, "Folder NAME.audit")->required();
    verb->callback([folder, &context] {
        context.run([&](Progress&) -> Status {
            SS_TRY(const auto audit, Audit::open(*folder));
            const AuditInfo info = audit->info();
            const std::vector<LogEntry> log = audit->log();
            context.print(
                [&] {
                    nlohmann::json json = toJson(info);
                    json["log"] = nlohmann::json::array();
                    for (const LogEntry& entry : log)
                        json["log"].push_back(toJson(entry));
                    return json;
                },
                [&] {
                    std::string text = infoText(info);
                    for (const LogEntry& entry : log)
                        text += fmt::format("\n{}  {}: {}", displayText(entry.utc), displayText(entry.verb), displayText(entry.text, 400));
                    return text;
                });
            return Done{};
        });
    });
}

void addPath(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        std::string path;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("path", "List the heads of the path with their accuracy and certificate");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    verb->add_option("--path", request->path, "An earlier path, as \"paths\" names it");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            PathView view;
            if (request->path.empty()) {
                SS_TRY(const auto data, audit->load(progress));
                tellNote(*data);
                view = pathView(*data);
            } else {
                SS_TRY(view, audit->pathNamed(request->path));
            }
            context.print([&] { return toJson(view); }, [&] { return pathText(view); });
            return Done{};
        });
    });
}

std::string settingsText(const PathOptions& options)
{
    return fmt::format("α {}, {} λ{}{}, tolerance {}", options.alpha,
                       options.lambdas.empty() ? static_cast<std::size_t>(options.lambdaCount) : options.lambdas.size(),
                       options.includeZero ? " and 0" : "", options.grouped ? ", grouped" : "", options.tolerance);
}

std::string pathsText(const std::vector<KeptPath>& paths)
{
    if (paths.empty())
        return "Nothing has been fitted yet.";
    using enum Table::Align;
    Table table({{"name"}, {"made"}, {"points", Right}, {"settings"}, {""}});
    for (const KeptPath& path : paths) {
        const std::string state = !path.trouble.empty() ? path.trouble : !path.origin.empty() ? path.origin : path.complete ? "" : "stopped early";
        table.add({path.name, path.createdUtc, std::to_string(path.points), settingsText(path.options), state});
    }
    return table.text();
}

void addPaths(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        std::string use;
        std::string remove;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("paths", "List the present path and the earlier ones that refits and imports kept");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    CLI::Option* use = verb->add_option("--use", request->use, "Make this earlier path the present one");
    verb->add_option("--remove", request->remove, "Delete this earlier path for good")->excludes(use);
    verb->callback([request, &context] {
        context.run([&](Progress&) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            if (!request->use.empty())
                SS_CHECK(audit->usePath(request->use));
            if (!request->remove.empty())
                SS_CHECK(audit->removePath(request->remove));
            SS_TRY(const auto paths, audit->paths());
            context.print(
                [&] {
                    nlohmann::json list = nlohmann::json::array();
                    for (const KeptPath& path : paths)
                        list.push_back(toJson(path));
                    return nlohmann::json{{"paths", list}};
                },
                [&] { return pathsText(paths); });
            return Done{};
        });
    });
}

}  // namespace

void addPathVerbs(CLI::App& app, Context& context)
{
    addInfo(app, context);
    addPath(app, context);
    addPaths(app, context);
}

}  // namespace sparsescope::cli
