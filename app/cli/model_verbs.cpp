// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"
#include "base/text.h"
#include "models/vision_model.h"
#include "cli/requests.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope::cli {

namespace {

std::string mismatchTable(const std::vector<TensorMismatch>& mismatches)
{
    Table table({{"what"}, {"tensor"}, {"expected"}, {"found"}});
    for (const TensorMismatch& mismatch : mismatches) {
        const char* what = mismatch.kind == TensorMismatch::Kind::Missing ? "missing"
            : mismatch.kind == TensorMismatch::Kind::Extra               ? "extra"
                                                                         : "misshapen";
        table.add({what, mismatch.name, mismatch.expected, mismatch.found});
    }
    return table.text();
}

void addPictureLines(const ModelInfo& info, Table& table)
{
    const Preprocessing& p = info.preprocessing;
    table.add({"activation maps", info.hasActivationMaps ? "yes" : "no"});
    table.add({"preprocessing", fmt::format("resize {}, crop {} ({})", p.resize, p.crop, info.preprocessingSource)});
    table.add({"mean", fmt::format("{:.4g}", fmt::join(p.mean, ", "))});
    table.add({"deviation", fmt::format("{:.4g}", fmt::join(p.deviation, ", "))});
}

const char* meaningOf(HeadMeaning meaning)
{
    switch (meaning) {
    case HeadMeaning::Classes:
        return "one logit for each class";
    case HeadMeaning::OneLogit:
        return "one logit, yes above zero";
    case HeadMeaning::Labels:
        return "one logit for each label, each by itself";
    case HeadMeaning::None:
        break;
    }
    return "none";
}

void addTextLines(const ModelInfo& info, Table& table)
{
    const TextFacts& text = info.text;
    std::vector<std::string> others;
    for (const TextFeature feature : text.choices)
        if (feature != text.feature)
            others.push_back(textFeatureName(feature));
    table.add({"head answers", meaningOf(text.head)});
    if (!text.choices.empty())
        table.add({"text feature", fmt::format("{} ({})", textFeatureName(text.feature), text.featureSource)});
    if (!others.empty())
        table.add({"or", fmt::format("{}", fmt::join(others, ", "))});
    table.add({"tokenizer", text.tokenizer});
    table.add({"longest text", fmt::format("{} tokens ({}); at most {}", text.maxTokens, text.maxTokensSource, text.positions)});
    table.add({"embedding", counted(text.vocabulary, "row", "rows")});
}

std::string describeModel(const ModelInfo& info)
{
    Table table({{"model"}, {displayText(info.path)}});
    table.add({"usable", info.usable() ? "yes" : info.needsConsent ? "only with your consent: it is a program (--consent)" : "no"});
    table.add({"format", fmt::format("{}, {}", info.format, byteSize(info.fileBytes))});
    table.add({"SHA-256", info.sha256.substr(0, 32)});
    table.add({"", info.sha256.size() > 32 ? info.sha256.substr(32) : ""});
    table.add({"architecture", info.architecture});
    table.add({"parameters", groupedNumber(info.parameters)});
    table.add({"features", fmt::format("{}: {}", info.features, info.layer)});
    table.add({"head", info.classes == 0 ? "none" : fmt::format("{}, {}{}", info.headName, counted(info.classes, "output", "outputs"),
                                                                info.classNames.empty() ? "" : " with names")});
    if (info.input == ModelInfo::Input::Texts)
        addTextLines(info, table);
    else
        addPictureLines(info, table);
    std::string text = table.text();
    for (const std::string& note : info.notes)
        text += "\n" + displayText(note, 300);
    for (const std::string& ignored : info.ignored)
        text += "\nIgnored, never called: " + displayText(ignored, 200);
    if (!info.mismatches.empty())
        text += "\n\n" + mismatchTable(info.mismatches);
    return text;
}

void addInspect(CLI::App& app, Context& context)
{
    struct Request {
        std::string file;
        ModelOptions options;
        std::string textFeature;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("inspect", "Tell what a model file is, without running anything of it");
    verb->add_option("FILE", request->file, "Checkpoint (.pth, .pt, .bin, .safetensors), Hugging Face folder or TorchScript program")->required();
    verb->add_flag("--consent", request->options.consent, "Run this TorchScript program: you trust where it comes from");
    addTextModelOptions(*verb, request->textFeature, request->options);
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_CHECK(completeTextModel(request->textFeature, request->options));
            SS_TRY(const ModelInfo info, inspectModel(request->file, request->options, progress));
            context.print(
                [&] {
                    nlohmann::json json = info;
                    json["usable"] = info.usable();
                    return json;
                },
                [&] { return describeModel(info); });
            return Done{};
        });
    });
}

}  // namespace

void addModelVerbs(CLI::App& app, Context& context)
{
    addInspect(app, context);
    app.add_subcommand("devices", "List the devices that networks can run on")->callback([&context] {
        context.run([&](Progress&) -> Status {
            const std::vector<std::string> devices = availableDevices();
            context.print([&] { return nlohmann::json(devices); }, [&] { return fmt::format("{}", fmt::join(devices, "\n")); });
            return Done{};
        });
    });
}

}  // namespace sparsescope::cli
