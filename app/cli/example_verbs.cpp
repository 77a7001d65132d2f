// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"
#include "base/text.h"
#include "cli/picture_looking.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace sparsescope::cli {

namespace {

using enum Table::Align;

constexpr std::size_t longestText = 4'000;

std::string nameOf(const ClassNames& names, int klass)
{
    return displayText(names[static_cast<std::size_t>(klass)]);
}

std::string sideText(const LogitExplanation& side, const ClassNames& names)
{
    Table table({{"feature", Right}, {"weight", Right}, {"value", Right}, {"part", Right}});
    for (const Contribution& part : side.parts)
        table.add({std::to_string(part.feature), signedNumber(part.weight), signedNumber(part.value), signedNumber(part.part)});
    return fmt::format("{}: logit {} = bias {} and these parts, probability {}\n{}", nameOf(names, side.klass),
                       signedNumber(side.logit), signedNumber(side.bias), percent(side.probability), table.text());
}

std::string exampleText(const ExampleView& view, const ClassNames& names)
{
    const ExampleRef& example = view.example;
    Table ranking({{"class"}, {"logit", Right}, {"probability", Right}});
    for (const ExampleView::Ranked& ranked : view.ranking)
        ranking.add({names[static_cast<std::size_t>(ranked.klass)], signedNumber(ranked.logit), percent(ranked.probability)});
    std::string text = fmt::format("Row {}: {} ({})\ntruth {}, predicted {}", example.row, displayText(example.path, 200),
                                   splitName(example.split), nameOf(names, example.label), nameOf(names, example.predicted));
    if (!example.text.empty())
        text.insert(0, fmt::format("{}\n\n", displayText(example.text, longestText)));
    if (view.originalPrediction)
        text += fmt::format(", original head {}", nameOf(names, *view.originalPrediction));
    text += "\n" + ranking.text() + "\n\nPredicted, " + sideText(view.predicted, names);
    if (example.label != example.predicted)
        text += "\n\nTruth, " + sideText(view.truth, names);
    return text;
}

struct ExampleRequest {
    std::string audit;
    std::int64_t row = 0;
    int at = -1;
    std::string picture;
    std::string overlay;
    int feature = -1;
};

Status writePictures(const Look& look, const ExampleRequest& request, Progress& progress)
{
    if (!request.picture.empty()) {
        SS_TRY(const Image image, look.audit->picture(*look.data, request.row, true));
        SS_CHECK(writePng(image, request.picture));
    }
    if (!request.overlay.empty()) {
        SS_TRY(const Image image, look.audit->activationOverlay(*look.data, request.row, request.feature, progress));
        SS_CHECK(writePng(image, request.overlay));
    }
    return Done{};
}

void addExample(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<ExampleRequest>();
    CLI::App* verb = addLookVerb(app, "example", "Explain one picture or text: parts that add up to the logits", request->audit, request->at);
    verb->add_option("ROW", request->row, "Its row, as \"errors\" and \"feature\" list them")->required();
    verb->add_option("--picture", request->picture, "Write what the network sees of it to this PNG");
    CLI::Option* overlay = verb->add_option("--overlay", request->overlay, "Write where --feature fires to this PNG");
    overlay->needs(verb->add_option("--feature", request->feature, "For --overlay"));
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Look look, lookAt(request->audit, request->at, progress));
            SS_TRY(const ExampleView view, exampleView(*look.head, request->row));
            SS_CHECK(writePictures(look, *request, progress));
            context.print([&] { return toJson(view, look.names); }, [&] { return exampleText(view, look.names); });
            return Done{};
        });
    });
}

struct ErrorsRequest {
    std::string audit;
    std::string truth;
    std::string predicted;
    int at = -1;
    int limit = 50;
};

/// Cells off the diagonal, the fullest first.
std::string worstCells(const ConfusionView& view)
{
    struct Cell {
        std::int64_t count;
        std::size_t truth;
        std::size_t predicted;
    };
    std::vector<Cell> cells;
    for (std::size_t t = 0; t < view.counts.size(); ++t)
        for (std::size_t p = 0; p < view.counts[t].size(); ++p)
            if (t != p && view.counts[t][p] > 0)
                cells.push_back({view.counts[t][p], t, p});
    std::stable_sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return a.count > b.count; });
    cells.resize(std::min<std::size_t>(cells.size(), 20));
    Table table({{"rows", Right}, {"truth"}, {"predicted"}});
    for (const Cell& cell : cells)
        table.add({std::to_string(cell.count), view.names[cell.truth], view.names[cell.predicted]});
    return fmt::format("{} in {} {} rows\n{}", counted(view.errors, "error", "errors"), view.rows, splitName(view.evaluated), table.text());
}

std::string rowsText(const std::vector<ExampleRef>& examples, const ClassNames& names)
{
    Table table({{"row", Right}, {"truth"}, {"predicted"}, {"example"}});
    for (const ExampleRef& example : examples)
        table.add({std::to_string(example.row), names[static_cast<std::size_t>(example.label)],
                   names[static_cast<std::size_t>(example.predicted)], shownExample(example)});
    return table.text();
}

Result<int> classOrAny(const AuditInfo& info, const std::string& asked)
{
    return asked.empty() ? Result<int>(-1) : findClass(info, asked);
}

void addErrors(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<ErrorsRequest>();
    CLI::App* verb = addLookVerb(app, "errors", "Show what is confused with what, and the examples", request->audit, request->at);
    verb->add_option("--truth", request->truth, "Only rows of this class (number, key or name)");
    verb->add_option("--predicted", request->predicted, "Only rows predicted as this class");
    verb->add_option("--limit", request->limit, "At most this many examples (50)")->check(CLI::NonNegativeNumber);
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Look look, lookAt(request->audit, request->at, progress));
            SS_TRY(const int truth, classOrAny(look.info, request->truth));
            SS_TRY(const int predicted, classOrAny(look.info, request->predicted));
            const ConfusionView view = confusion(*look.head);
            const auto examples = cellExamples(*look.head, truth, predicted, request->limit);
            context.print(
                [&] {
                    return nlohmann::json{{"confusion", toJson(view)}, {"examples", toJson(examples, look.names)}};
                },
                [&] { return worstCells(view) + "\n\nMost confident first\n" + rowsText(examples, look.names); });
            return Done{};
        });
    });
}

}  // namespace

void addExampleVerbs(CLI::App& app, Context& context)
{
    addExample(app, context);
    addErrors(app, context);
}

}  // namespace sparsescope::cli
