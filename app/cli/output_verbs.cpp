// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/export_head.h"
#include "base/text.h"
#include "cli/look.h"
#include "report/report.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

void addReport(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        std::string out;
        ReportOptions options;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("report", "Write one self-contained HTML file of the audit");
    verb->add_option("AUDIT", request->audit, "Folder NAME.audit")->required();
    verb->add_option("--out", request->out, "The HTML file")->required();
    verb->add_option("--pictures", request->options.picturesPerFeature, "Pictures for each feature (4)")->check(CLI::Range(0, 64));
    verb->add_option("--errors", request->options.errors, "Errors shown with their explanation (24)")->check(CLI::Range(0, 1000));
    verb->add_flag("--absolute-paths", request->options.absolutePaths, "Tell where model and data lie");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const auto audit, Audit::open(request->audit));
            SS_CHECK(writeHtmlReport(*audit, request->out, request->options, progress));
            context.print([&] { return nlohmann::json{{"report", request->out}}; },
                          [&] { return fmt::format("Written to {}.", displayText(request->out, 300)); });
            return Done{};
        });
    });
}

std::string formatHelp()
{
    std::string text = "What to write (all): ";
    for (const ExportFormat& format : exportFormats())
        text += fmt::format("\n{} ({})", format.id, format.description);
    return text;
}

void addExport(CLI::App& app, Context& context)
{
    struct Request {
        std::string audit;
        std::string out;
        std::vector<std::string> formats;
        int at = -1;
        bool replace = false;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = addLookVerb(app, "export", "Write the chosen head for other programs, with its class names", request->audit, request->at);
    verb->add_option("--out", request->out, "Folder to write to")->required();
    verb->add_option("--format", request->formats, formatHelp());
    verb->add_flag("--replace", request->replace, "Write into a folder that holds something");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Look look, lookAt(request->audit, request->at, progress));
            SS_CHECK(exportHead(*look.head, look.info, request->out, request->formats, request->replace));
            context.print([&] { return nlohmann::json{{"folder", request->out}}; },
                          [&] { return fmt::format("Written to {}.", displayText(request->out, 300)); });
            return Done{};
        });
    });
}

}  // namespace

void addOutputVerbs(CLI::App& app, Context& context)
{
    addReport(app, context);
    addExport(app, context);
}

}  // namespace sparsescope::cli
