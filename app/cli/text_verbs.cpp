// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"
#include "cli/text_requests.h"
#include "cli/verbs.h"
#include "data/balance.h"
#include "data/text_data.h"
#include "text/tokenizer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sparsescope::cli {

namespace {

using nlohmann::json;

/// Rows of texts may hold bytes that no JSON has; what is shown is escaped.
json previewJson(const TextPreview& preview)
{
    json labels = json::array();
    for (const TextLabelCount& label : preview.labels)
        labels.push_back({{"label", displayText(label.label)}, {"rows", label.rows}});
    json rows = json::array();
    for (const auto& row : preview.rows) {
        json cells = json::array();
        for (const std::string& cell : row)
            cells.push_back(displayText(cell, 500));
        rows.push_back(cells);
    }
    return {{"recognised", preview.recognised}, {"files", preview.files}, {"columns", preview.columns}, {"rows", rows},
            {"text_column", preview.textColumn}, {"label_column", preview.labelColumn},
            {"delimiter", std::string(1, preview.delimiter)}, {"quotes", preview.quotes == QuoteRule::Quotes},
            {"header", preview.header}, {"targets", preview.targets}, {"target", preview.target},
            {"soft_scores", preview.softScores}, {"labels", labels}, {"notes", preview.notes}};
}

std::string previewText(const TextPreview& preview)
{
    std::string text = preview.recognised;
    text += fmt::format("\nTexts in the column {}, labels in {}.", sparsescope::quoted(preview.textColumn, 60),
                        sparsescope::quoted(preview.labelColumn, 60));
    for (const std::string& note : preview.notes)
        text += "\n" + note;
    for (const auto& row : preview.rows) {
        text += "\n ";
        for (const std::string& cell : row)
            text += " | " + displayText(cell, 60);
    }
    return text;
}

json datasetJson(const Dataset& dataset, const BalancedRows& balanced)
{
    json classes = json::array();
    for (std::size_t i = 0; i < dataset.classes.size(); ++i)
        classes.push_back({{"key", displayText(dataset.classes[i].key)}, {"name", displayText(dataset.classes[i].name)},
                           {"rows", dataset.classes[i].counts}, {"balanced", balanced.counts[i].after}});
    return {{"rows", dataset.items.size()}, {"classes", classes}, {"warnings", dataset.warnings},
            {"fingerprint", dataset.fingerprint}};
}

std::string datasetText(const Dataset& dataset, const BalancedRows& balanced, Balance balance)
{
    std::string text = fmt::format("{} texts in {} classes.", groupedNumber(static_cast<std::int64_t>(dataset.items.size())),
                                   dataset.classes.size());
    for (const DatasetClass& klass : dataset.classes)
        text += fmt::format("\n  {}: {} to train on, {} for validation, {} to test", displayText(klass.name, 60),
                            groupedNumber(klass.counts[0]), groupedNumber(klass.counts[1]), groupedNumber(klass.counts[2]));
    if (balance != Balance::None)
        text += "\n" + balanceSentence(balanced, balance, dataset.classes);
    for (const std::string& warning : dataset.warnings)
        text += "\n" + warning;
    return text;
}

void addTexts(CLI::App& app, Context& context)
{
    struct Request {
        std::string path;
        DatasetOptions options;
        bool all = false;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("texts", "Tell how a table or folder of texts is understood, before an audit is made");
    verb->add_option("PATH", request->path, "A CSV or TSV file, or a folder of texts")->required();
    verb->add_flag("--all", request->all, "Read all of it: classes, splits, copies, balance");
    verb->add_option("--seed", request->options.seed, "Of the split (0)");
    verb->add_option("--val-share", request->options.validationShare, "Share of validation rows (0.1)")->check(CLI::Range(0.0, 0.9));
    verb->add_option("--test-share", request->options.testShare, "Share of test rows (0.1)")->check(CLI::Range(0.0, 0.9));
    addTextOptions(*verb, request->options);
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            if (!request->all) {
                SS_TRY(const TextPreview preview, previewTextData(request->path, request->options, progress));
                context.print([&] { return previewJson(preview); }, [&] { return previewText(preview); });
                return Done{};
            }
            SS_TRY(const Dataset dataset, openTextData(request->path, request->options, progress));
            const Balance balance = request->options.balance;
            const BalancedRows balanced = balanceRows(dataset, balance, request->options.seed);
            context.print([&] { return datasetJson(dataset, balanced); },
                          [&] { return datasetText(dataset, balanced, balance); });
            return Done{};
        });
    });
}

void addTokens(CLI::App& app, Context& context)
{
    struct Request {
        std::string folder;
        std::string text;
        int most = 512;
    };
    const auto request = std::make_shared<Request>();
    CLI::App* verb = app.add_subcommand("tokens", "Show how a language model's tokenizer cuts a text");
    verb->add_option("FOLDER", request->folder, "Folder of a Hugging Face model")->required();
    verb->add_option("TEXT", request->text, "The text")->required();
    verb->add_option("--most", request->most, "Tokens to keep, with the special ones (512)")->check(CLI::Range(1, 1 << 20));
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const auto tokenizer, openTokenizer(request->folder, progress));
            const Encoding encoding = tokenizer->encode(request->text, request->most);
            SS_CHECK(checkEncoding(encoding));
            context.print(
                [&] {
                    json tokens = json::array();
                    for (const Token& token : encoding.tokens)
                        tokens.push_back({{"id", token.id}, {"begin", token.begin}, {"end", token.end},
                                          {"token", displayText(tokenizer->tokenText(token.id))}});
                    return json{{"tokenizer", tokenizer->description()}, {"truncated", encoding.truncated}, {"tokens", tokens}};
                },
                [&] {
                    std::string text = tokenizer->description() + (encoding.truncated ? ", cut" : "");
                    for (const Token& token : encoding.tokens)
                        text += fmt::format("\n  {:>6}  {:<20}  {}", token.id, displayText(tokenizer->tokenText(token.id), 20),
                                            sparsescope::quoted(std::string_view(request->text).substr(
                                                static_cast<std::size_t>(token.begin), static_cast<std::size_t>(token.end - token.begin)), 40));
                    return text;
                });
            return Done{};
        });
    });
}

}  // namespace

void addTextVerbs(CLI::App& app, Context& context)
{
    addTexts(app, context);
    addTokens(app, context);
}

}  // namespace sparsescope::cli
