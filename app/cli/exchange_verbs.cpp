// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"
#include "base/parallel.h"
#include "base/text.h"
#include "cli/steps.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

nlohmann::json reportJson(const ImportReport& report)
{
    nlohmann::json json = toJson(report.path);
    json["notes"] = report.notes;
    return json;
}

std::string reportText(const ImportReport& report)
{
    std::string text = pathText(report.path);
    for (const std::string& note : report.notes)
        text += "\nNote: " + displayText(note, 400);
    return text;
}

void addImportPath(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        std::string folder;
        ImportOptions options;
        DatasetOptions dataset;
        int threads = 0;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand(
        "import-path", "Take the heads that the method's original code fitted (params0.pth, …) as the path");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit; made from the cached features where there is none")
        ->required();
    verb->add_option("FOLDER", request->folder, "Folder with checkpoint/params0.pth, … or with the files themselves")
        ->required();
    verb->add_flag("--grouped", request->options.grouped, "They were fitted with the grouped penalty");
    verb->add_option("--tol", request->options.tolerance,
                     "Largest KKT violation at which a point counts as converged (0.001)")
        ->check(CLI::PositiveNumber);
    verb->add_option("--threads", request->threads, "Threads (all cores)")->check(CLI::Range(1, 1024));
    verb->add_option("--names", request->dataset.namesFile,
                     "For a new audit: file with a line \"0 name\" for each class");
    verb->add_option("--val-share", request->dataset.validationShare, "For a new audit: the original's val-frac (0.1)")
        ->check(CLI::Range(0.0, 0.9));
    verb->add_option("--seed", request->dataset.seed, "For a new audit: the original's random-seed (0)");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            std::error_code ignored;
            const bool isNew = !std::filesystem::exists(std::filesystem::path(request->audit) / "audit.db", ignored);
            SS_TRY(const auto audit,
                   isNew ? Audit::createFromParams(request->audit, request->folder, request->dataset, progress)
                         : Audit::open(request->audit));
            request->options.threads = request->threads > 0 ? request->threads : availableCores();
            SS_TRY(const ImportReport report, audit->importPath(request->folder, request->options, progress));
            context.print([&] { return reportJson(report); }, [&] { return reportText(report); });
            return Done{};
        });
    });
}

void addExportPath(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        std::string folder;
        ExportPathOptions options;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb =
        app.add_subcommand("export-path", "Write every head of the path as the method's original code does");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    verb->add_option("FOLDER", request->folder, "Folder to write to")->required();
    verb->add_flag("--features", request->options.features, "The rows too, as caches of the original");
    verb->add_flag("--replace", request->options.replace, "Write into a folder that holds something");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            SS_CHECK(audit->exportPath(request->folder, request->options, progress));
            context.print(
                [&] {
                    return nlohmann::json{{"folder", request->folder}};
                },
                [&] { return fmt::format("Written to {}.", displayText(request->folder, 300)); });
            return Done{};
        });
    });
}

}  // namespace

void addExchangeVerbs(CLI::App& app, Context& context)
{
    addImportPath(app, context);
    addExportPath(app, context);
}

}  // namespace sparsescope::cli
