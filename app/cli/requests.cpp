// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/requests.h"

#include "base/parallel.h"
#include "base/text.h"
#include "cli/text_requests.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

bool given(const CLI::App& verb, const std::string& option)
{
    return verb.count(option) > 0;
}

std::array<double, 3> three(const std::vector<double>& values)
{
    return {values[0], values[1], values[2]};
}

}  // namespace

void PathRequest::addTo(CLI::App& verb)
{
    verb.add_option("--alpha", options.alpha, "Share of the 1-norm in the penalty (0.99)")->check(CLI::Range(0.0, 1.0));
    verb.add_option("--k", options.lambdaCount, "Number of λ (100)")->check(CLI::Range(1, 10000));
    verb.add_option("--lambda-ratio", options.lambdaRatio, "Smallest λ over largest (0.001)")->check(CLI::PositiveNumber);
    verb.add_option("--tol", options.tolerance, "Largest KKT violation at which a λ is done (0.001)")->check(CLI::PositiveNumber);
    verb.add_flag("--include-zero", options.includeZero, "λ = 0 last: the dense head");
    verb.add_flag("--grouped,--group", options.grouped, "A feature leaves all classes together");
}

PathOptions PathRequest::over(PathOptions settings, const CLI::App& verb) const
{
    if (given(verb, "--alpha"))
        settings.alpha = options.alpha;
    if (given(verb, "--k"))
        settings.lambdaCount = options.lambdaCount;
    if (given(verb, "--lambda-ratio"))
        settings.lambdaRatio = options.lambdaRatio;
    if (given(verb, "--tol"))
        settings.tolerance = options.tolerance;
    settings.includeZero = settings.includeZero || options.includeZero;
    settings.grouped = settings.grouped || options.grouped;
    return settings;
}

void addTextModelOptions(CLI::App& verb, std::string& feature, ModelOptions& options)
{
    verb.add_option("--text-feature", feature, "Of a text encoder: pooler, first-token, mean or dense-tanh (what its file proposes)");
    verb.add_option("--max-tokens", options.maxTokens, "Longer texts are cut to this (what its file proposes)")->check(CLI::Range(3, 65536));
}

Status completeTextModel(const std::string& feature, ModelOptions& options)
{
    if (feature.empty())
        return Done{};
    options.textFeature = textFeatureFromName(feature);
    if (options.textFeature)
        return Done{};
    return Error{"E-CLI-010", fmt::format("There is no text feature {}. There are pooler, first-token, mean and dense-tanh.",
                                          sparsescope::quoted(feature, 60)), ""};
}

void NewRequest::addTo(CLI::App& verb)
{
    verb.add_option("--model", settings.model, "Checkpoint, Hugging Face folder or TorchScript file")->required();
    verb.add_option("--data", settings.data, "Folder of class folders, or of train, val and test folders of them; for texts a "
                                             "table (CSV, TSV), a folder of tables, or a text file for each class")->required();
    verb.add_option("--out", out, "Folder of the audit: NAME.audit")->required();
    verb.add_option("--title", settings.title, "Shown in window and report");
    verb.add_option("--names", settings.dataset.namesFile, "File with a line \"key name\" for each class, or a JSON object");
    verb.add_option("--seed", settings.dataset.seed, "Of the split (0)");
    verb.add_option("--val-share", settings.dataset.validationShare, "Share of validation rows (0.1)")->check(CLI::Range(0.0, 0.9));
    verb.add_option("--test-share", settings.dataset.testShare, "Share of test rows (0.1)")->check(CLI::Range(0.0, 0.9));
    verb.add_option("--device", settings.modelOptions.device, "cpu, cuda or cuda:N (cpu)");
    verb.add_flag("--consent", settings.modelOptions.consent, "Run this TorchScript program: you trust where it comes from");
    verb.add_flag("--same-classes", settings.sameClassesAsModel, "The network's own head has these classes in this order");
    verb.add_option("--threads", threads, "Threads (all cores)")->check(CLI::Range(0, 1024));
    verb.add_option("--batch", settings.extraction.batch, "Pictures or texts a batch (measured)")->check(CLI::Range(0, 4096));
    verb.add_option("--mean", mean, "Mean of red, green, blue, 0 to 1")->expected(3);
    verb.add_option("--std", deviation, "Standard deviation of red, green, blue")->expected(3);
    verb.add_option("--resize", resize, "Shorter side in pixels before the crop")->check(CLI::Range(8, 4096));
    verb.add_option("--crop", crop, "Side of the centre crop in pixels")->check(CLI::Range(8, 4096));
    addTextOptions(verb, settings.dataset);
    addTextModelOptions(verb, textFeature, settings.modelOptions);
    path.addTo(verb);
    verb.add_option("--rule", rule, "absolute, relative, percentile, sparsity or index (absolute)");
    verb.add_option("--value", settings.selection.value, "For the rule (5 points)");
    verb.add_flag("--run", run, "Also extract, fit and select");
}

Result<AuditSettings> NewRequest::complete(const CLI::App& verb, Progress& progress) const
{
    AuditSettings result = settings;
    result.path = path.over(result.path, verb);
    result.path.threads = threads > 0 ? threads : availableCores();
    result.extraction.threads = threads;
    SS_CHECK(completeTextModel(textFeature, result.modelOptions));
    if (!rule.empty()) {
        SS_TRY(result.selection.rule, ruleFromName(rule));
    }
    if (mean.empty() && deviation.empty() && resize == 0 && crop == 0)
        return result;
    SS_TRY(const ModelInfo model, inspectModel(result.model, result.modelOptions, progress));
    Preprocessing preprocessing = model.preprocessing;
    if (!mean.empty())
        preprocessing.mean = three(mean);
    if (!deviation.empty())
        preprocessing.deviation = three(deviation);
    preprocessing.resize = resize > 0 ? resize : preprocessing.resize;
    preprocessing.crop = crop > 0 ? crop : preprocessing.crop;
    if (preprocessing.crop > preprocessing.resize)
        return Error{"E-CLI-002", fmt::format("The crop of {} pixels does not fit into pictures resized to {}. Give --resize and "
                                              "--crop that fit.", preprocessing.crop, preprocessing.resize), ""};
    result.modelOptions.preprocessing = preprocessing;
    return result;
}

}  // namespace sparsescope::cli
