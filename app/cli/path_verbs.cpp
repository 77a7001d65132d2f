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
    const auto folder = std::make_shared<std::string>();
    CLI::App* verb = app.add_subcommand("path", "List the heads of the path with their accuracy and certificate");
    verb->add_option("AUDIT", *folder, "Folder NAME.audit")->required();
    verb->callback([folder, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const auto audit, Audit::open(*folder));
            SS_TRY(const auto data, audit->load(progress));
            tellNote(*data);
            const PathView view = pathView(*data);
            context.print([&] { return toJson(view); }, [&] { return pathText(view); });
            return Done{};
        });
    });
}

}  // namespace

void addPathVerbs(CLI::App& app, Context& context)
{
    addInfo(app, context);
    addPath(app, context);
}

}  // namespace sparsescope::cli
