// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/picture_json.h"
#include "cli/picture_looking.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

using enum Table::Align;

constexpr int thumbnail = 112;
constexpr int gap = 8;
constexpr int columnsOfSheet = 8;

struct Request {
    std::string audit;
    int at = -1;
    ExampleQuestion question;
    std::string kind = "most";
    std::string klass;
    std::string split;
    std::string out;
    bool patches = false;
};

std::optional<Split> splitFromName(const std::string& name)
{
    for (const Split split : {Split::Train, Split::Validation, Split::Test})
        if (splitName(split) == name)
            return split;
    return std::nullopt;
}

Result<ExampleQuestion> questionOf(const Request& request, const Look& look)
{
    ExampleQuestion question = request.question;
    question.choice.kind = exampleKindFromName(request.kind).value_or(ExampleKind::Most);
    question.split = splitFromName(request.split);
    if (!request.klass.empty()) {
        SS_TRY(question.klass, findClass(look.info, request.klass));
    }
    return question;
}

std::string listText(const ExampleListView& view, const ClassNames& names)
{
    Table table({{"row", Right},
                 {"activation", Right},
                 {"rows below", Right},
                 {"the same", Right},
                 {"alike", Right},
                 {"class"},
                 {"split"},
                 {"example"}});
    for (const ExampleListView::Shown& shown : view.examples)
        table.add({std::to_string(shown.example.row), number(shown.example.activation), percent(shown.quantile),
                   std::to_string(shown.identical), std::to_string(shown.similar),
                   names[static_cast<std::size_t>(shown.example.label)], splitName(shown.example.split),
                   shownExample(shown.example)});
    return fmt::format("{} examples of feature {} among {} rows\n{}", exampleKindName(view.question.choice.kind),
                       view.question.choice.feature, view.rows, table.text());
}

void paste(const Image& picture, Image& sheet, int left, int top)
{
    const auto rowBytes = static_cast<std::size_t>(picture.width) * 3;
    for (int y = 0; y < picture.height; ++y)
        std::copy_n(picture.rgb.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * rowBytes), rowBytes,
                    sheet.rgb.begin() + 3 * (static_cast<std::ptrdiff_t>(top + y) * sheet.width + left));
}

Image contactSheet(const std::vector<Image>& pictures)
{
    const int columns = std::min(columnsOfSheet, static_cast<int>(pictures.size()));
    const int rows = (static_cast<int>(pictures.size()) + columns - 1) / columns;
    Image sheet{columns * (thumbnail + gap) + gap, rows * (thumbnail + gap) + gap, {}};
    sheet.rgb.assign(static_cast<std::size_t>(sheet.width) * static_cast<std::size_t>(sheet.height) * 3, 255);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const int column = static_cast<int>(i) % columns;
        const int row = static_cast<int>(i) / columns;
        paste(resized(pictures[i], thumbnail, thumbnail), sheet, gap + column * (thumbnail + gap),
              gap + row * (thumbnail + gap));
    }
    return sheet;
}

Status writeSheet(const Request& request, const Look& look, const ExampleListView& view, Progress& progress)
{
    SS_TRY(const auto pictures, look.audit->pictureLook(*look.data));
    std::vector<Image> images;
    progress.beginStage("Drawing examples", std::ssize(view.examples), "pictures");
    for (const ExampleListView::Shown& shown : view.examples) {
        const PictureSource source{shown.example.row};
        Progress silent({}, progress.stopToken());
        SS_TRY(Image image, request.patches ? pictures->patch(*look.head, source, view.question.choice.feature, silent)
                                            : pictures->visible(*look.head, source, silent));
        images.push_back(std::move(image));
        progress.advance();
    }
    return images.empty() ? Status(Done{}) : writePng(contactSheet(images), request.out);
}

Status examples(const Request& request, const Context& context, Progress& progress)
{
    SS_TRY(const Look look, lookAt(request.audit, request.at, progress));
    SS_TRY(const ExampleQuestion question, questionOf(request, look));
    SS_TRY(const ExampleListView view, exampleList(*look.head, question));
    if (!request.out.empty())
        SS_CHECK(writeSheet(request, look, view, progress));
    context.print([&] { return toJson(view, look.names); }, [&] { return listText(view, look.names); });
    return Done{};
}

}  // namespace

void addGalleryVerbs(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<Request>();
    CLI::App* verb = addLookVerb(app, "examples", "Show pictures or texts of a feature: most, least, random, quantiles",
                                 request->audit, request->at);
    ExampleChoice& choice = request->question.choice;
    verb->add_option("--feature", choice.feature, "Its number")->required();
    verb->add_option("--kind", request->kind, "most, least, random or quantiles (most)")
        ->check(CLI::IsMember({"most", "least", "random", "quantiles"}));
    verb->add_option("--class", request->klass, "Only rows of this class (number, key or name)");
    verb->add_option("--split", request->split, "Only rows of train, validation or test")
        ->check(CLI::IsMember({"train", "validation", "test"}));
    verb->add_option("--limit", choice.count, "At most so many (24)")->check(CLI::Range(1, 10'000));
    verb->add_option("--seed", choice.seed, "Of random (0)");
    verb->add_option("--same-from", choice.sameFrom,
                     "Rows whose feature vectors have this cosine are shown once; 2: all are shown (0.95)");
    verb->add_option("--out", request->out, "Write the pictures to this PNG");
    verb->add_flag("--patches", request->patches, "With --out: the patches that the feature likes");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status { return examples(*request, context, progress); });
    });
}

}  // namespace sparsescope::cli
