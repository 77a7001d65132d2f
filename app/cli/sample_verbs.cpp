// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"
#include "base/text.h"
#include "samples/samples.h"
#include "cli/steps.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

struct Request {
    std::string id;
    std::string out;
    std::string work;
};

Result<SampleInfo> findSample(const std::string& id)
{
    std::string known;
    for (const SampleInfo& sample : samples()) {
        if (sample.id == id && !sample.available)
            return Error{"E-CLI-005", fmt::format("The sample \"{}\" cannot be made: {}", sample.id, sample.missing), ""};
        if (sample.id == id)
            return sample;
        known += (known.empty() ? "" : ", ") + sample.id;
    }
    return Error{"E-CLI-004", fmt::format("There is no sample {}. There are: {}.", sparsescope::quoted(id, 60), known), ""};
}

Result<std::shared_ptr<Audit>> openOrCreate(const std::filesystem::path& folder, const Request& request, Progress& progress)
{
    std::error_code ignored;
    if (std::filesystem::exists(folder / "audit.db", ignored))
        return Audit::open(folder);
    const std::filesystem::path work = request.work.empty() ? userDataFolder() / "samples" : std::filesystem::path(request.work);
    SS_TRY(const AuditSettings settings, prepareSample(request.id, work, progress));
    return Audit::create(folder, settings, progress);
}

void addMake(CLI::App& sample, Context& context)
{
    const auto request = std::make_shared<Request>();
    CLI::App* verb = sample.add_subcommand("make", "Make a sample audit: pictures, network, features, path. What exists is kept");
    verb->add_option("SAMPLE", request->id, "Its name, as \"sample list\" tells")->required();
    verb->add_option("--out", request->out, "Folder of the audit (in your data folder)");
    verb->add_option("--work", request->work, "Folder of its pictures and network (in your data folder)");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const SampleInfo info, findSample(request->id));
            const std::filesystem::path folder = request->out.empty() ? sampleAuditFolder(info)
                                                                      : std::filesystem::path(request->out);
            SS_TRY(const auto audit, openOrCreate(folder, *request, progress));
            return runAll(*audit, context, progress);
        });
    });
}

}  // namespace

void addSampleVerbs(CLI::App& app, Context& context)
{
    CLI::App* sample = app.add_subcommand("sample", "Sample audits that need no account");
    sample->require_subcommand(1);
    sample->add_subcommand("list", "List the samples")->callback([&context] {
        context.run([&](Progress&) -> Status {
            const std::vector<SampleInfo> all = samples();
            context.print(
                [&] {
                    nlohmann::json json = nlohmann::json::array();
                    for (const SampleInfo& info : all)
                        json.push_back({{"id", info.id}, {"title", info.title}, {"description", info.description},
                                        {"available", info.available}, {"missing", info.missing}});
                    return json;
                },
                [&] {
                    std::string text;
                    for (const SampleInfo& info : all)
                        text += fmt::format("{}{}: {}{}", text.empty() ? "" : "\n", info.id, info.description,
                                            info.available ? "" : " Not available: " + info.missing);
                    return text;
                });
            return Done{};
        });
    });
    addMake(*sample, context);
}

}  // namespace sparsescope::cli
