// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"
#include "cli/array_input.h"
#include "cli/array_output.h"
#include "cli/requests.h"
#include "cli/rules.h"
#include "cli/verbs.h"
#include "device/device_matrix.h"
#include "glm/streamed_matrix.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace sparsescope::cli {

namespace {

struct Request {
    ArrayFiles files;
    std::string out;
    Family family = Family::Multinomial;
    PathRequest path;
    int threads = 1;
    bool noStandardize = false;
    bool stream = false;
    std::string device;
    RuleRequest rules;
};

Result<PathResult> fit(const Request& request, Progress& progress)
{
    SS_TRY(const Arrays arrays, readArrays(request.files, request.family));
    PathOptions options = request.path.options;
    options.family = request.family;
    options.standardize = !request.noStandardize;
    options.threads = request.threads;
    options.lambdas = arrays.lambdas;
    SS_TRY(options.rules, request.rules.parsed(classNumber));
    GlmData data{arrays.rows(), arrays.labels, arrays.classes, arrays.targets, arrays.weights};
    if (request.stream)
        data.matrix = makeStreamedMatrix;
    if (!request.device.empty()) {
        SS_TRY(data.matrix, deviceMatrixFactory(request.device));
    }
    return fitPath(data, {}, options, progress);
}

std::int64_t missed(const PathResult& path)
{
    return std::count_if(path.points.begin(), path.points.end(),
                         [](const PathPoint& point) { return !point.certificate.converged; });
}

nlohmann::json summaryJson(const PathResult& path, const std::string& folder)
{
    return {{"folder", folder},
            {"points", path.points.size()},
            {"complete", path.complete},
            {"missed_tolerance", missed(path)},
            {"seconds", path.points.back().seconds},
            {"lambda_max", path.lambdaMax},
            {"notes", path.notes}};
}

std::string summaryText(const PathResult& path, const std::string& folder)
{
    std::string text = fmt::format("{} of the λs fitted in {:.3g} s, {} missed the tolerance {}; λ_max {:.6g}; {} features left "
                                   "out. Written to {}.", path.points.size(), path.points.back().seconds, missed(path),
                                   path.tolerance, path.lambdaMax, path.excludedFeatures.size(), displayText(folder, 300));
    for (const std::string& note : path.notes)
        text += "\n" + note;
    return text;
}

}  // namespace

void addArrayVerbs(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("fit-arrays", "Fit a certified path on .npy features and labels");
    verb->add_option("--features", request->files.features, "Features (rows, features), .npy, or a folder of shards 0_features.npy, …")
        ->required();
    verb->add_option("--labels", request->files.labels, "Class numbers from 0, or targets (gaussian), .npy, or a folder of 0_labels.npy, …")
        ->required();
    verb->add_option("--out", request->out, "Folder for W, b, mean, std, lams, times (.npy) and certificate.json")->required();
    const std::map<std::string, Family> families{
        {"multinomial", Family::Multinomial}, {"binomial", Family::Binomial}, {"gaussian", Family::Gaussian}};
    verb->add_option("--family", request->family, "multinomial (taken if none is given), binomial or gaussian")
        ->transform(CLI::Transformer(families));
    request->path.addTo(*verb);
    request->rules.addTo(*verb);
    verb->add_option("--lambdas", request->files.lambdas, "λs to use instead, decreasing, .npy");
    verb->add_option("--weights", request->files.weights, "Row weights, .npy");
    verb->add_option("--threads", request->threads, "Threads (1)")->check(CLI::Range(1, 1024));
    verb->add_flag("--no-standardize", request->noStandardize, "Take the features as they are");
    verb->add_flag("--stream", request->stream, "Leave the features on disk and read them on every pass: for more than memory");
    verb->add_option("--device", request->device, "LibTorch device that computes, cpu or cuda:N (our own kernels)")
        ->excludes("--stream");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const PathResult path, fit(*request, progress));
            if (path.points.empty())
                return Cancelled{};
            SS_CHECK(writePathArrays(request->out, path));
            context.print([&] { return summaryJson(path, request->out); }, [&] { return summaryText(path, request->out); });
            return path.complete ? Status(Done{}) : Status(Cancelled{});
        });
    });
}

}  // namespace sparsescope::cli
