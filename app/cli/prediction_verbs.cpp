// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/picture_json.h"
#include "audit/text_json.h"
#include "base/text.h"
#include "cli/picture_looking.h"
#include "cli/table.h"
#include "cli/text_looking.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <map>

namespace sparsescope::cli {

Result<std::string> TextLooking::textOf(std::int64_t row, const std::string& given) const
{
    if (row < 0)
        return given;
    if (row >= look.data->rowCount())
        return Error{"E-AUDIT-004", fmt::format("There is no row {}: this audit has rows 0 to {}.", row, look.data->rowCount() - 1), ""};
    return texts->text(row);
}

Result<TextLooking> lookAtTexts(const std::filesystem::path& folder, int index, Progress& progress)
{
    TextLooking looking;
    SS_TRY(looking.look, lookAt(folder, index, progress));
    SS_TRY(looking.texts, looking.look.audit->textLook(*looking.look.data));
    return looking;
}

namespace {

using enum Table::Align;

std::string nameOf(const ClassNames& names, int klass)
{
    return displayText(names[static_cast<std::size_t>(klass)]);
}

struct PredictRequest {
    std::string audit;
    int at = -1;
    std::string text;
    std::string picture;
    std::string against;
    std::int64_t row = -1;
    std::string klass;
};

std::string predictionText(const TextPrediction& prediction, const Tokenizer& tokenizer, const ClassNames& names)
{
    Table table({{"class"}, {"logit", Right}, {"probability", Right}});
    for (Eigen::Index k = 0; k < prediction.logits.size(); ++k)
        table.add({names[static_cast<std::size_t>(k)], signedNumber(prediction.logits[k]), percent(prediction.probabilities[k])});
    std::string tokens;
    for (const Token& token : prediction.encoding.tokens)
        tokens += (tokens.empty() ? "" : " ") + displayText(tokenizer.tokenText(token.id), 40);
    return fmt::format("{}\n{}: {}{}\npredicted {}\n{}", displayText(prediction.text, 2000),
                       counted(std::ssize(prediction.encoding.tokens), "token", "tokens"), displayText(tokens, 4000),
                       prediction.encoding.truncated ? " (the rest of the text is not read)" : "", nameOf(names, prediction.predicted),
                       table.text());
}

std::string changeText(const TextChange& change, const ClassNames& names)
{
    Table table({{"feature", Right}, {"before", Right}, {"after", Right}, {"part", Right}});
    for (const MovedFeature& moved : change.moved)
        table.add({std::to_string(moved.feature), signedNumber(moved.before), signedNumber(moved.after), signedNumber(moved.part)});
    return fmt::format("{}: logit {}, probability {} points, from these features\n{}", nameOf(names, change.klass),
                       signedNumber(change.logitChange), signedNumber(100 * change.probabilityChange), table.text());
}

/// A file, or all pictures of a folder.
Status predictPictures(const PredictRequest& request, const Context& context, Progress& progress)
{
    SS_TRY(const PictureLooking looking, lookAtPictures(request.audit, request.at, progress));
    SS_TRY(const FolderPredictions all, looking.pictures->predictAll(*looking.look.head, request.picture, progress));
    if (all.pictures.empty() && all.complete)
        return Error{"E-CLI-008", all.refused.size() == 1 ? all.refused.front().reason
                                                          : fmt::format("None of {} pictures could be read; the first: {}", all.refused.size(),
                                                                        all.refused.front().reason), ""};
    context.print([&] { return toJson(all, looking.look.names); }, [&] { return predictionsText(all, looking.look.names); });
    return all.complete ? Status(Done{}) : Status(Cancelled{});
}

Status predict(const PredictRequest& request, const Context& context, Progress& progress)
{
    if (!request.picture.empty())
        return predictPictures(request, context, progress);
    SS_TRY(const TextLooking looking, lookAtTexts(request.audit, request.at, progress));
    const Look& look = looking.look;
    SS_TRY(const auto model, looking.texts->model(progress));
    SS_TRY(const TextPrediction after, looking.texts->predict(*look.head, request.text, progress));
    const bool compare = request.row >= 0 || !request.against.empty();
    if (!compare) {
        context.print([&] { return toJson(after, model->tokenizer(), look.names); },
                      [&] { return predictionText(after, model->tokenizer(), look.names); });
        return Done{};
    }
    SS_TRY(const std::string original, looking.textOf(request.row, request.against));
    SS_TRY(const TextPrediction before, looking.texts->predict(*look.head, original, progress));
    int klass = after.predicted;
    if (!request.klass.empty()) {
        SS_TRY(klass, findClass(look.info, request.klass));
    }
    const TextChange change = compareTexts(before, after, look.head->head(), look.data->pieces().scale, klass);
    context.print(
        [&] {
            return nlohmann::json{{"before", toJson(before, model->tokenizer(), look.names)},
                                  {"after", toJson(after, model->tokenizer(), look.names)},
                                  {"change", toJson(change, look.names)}};
        },
        [&] {
            return fmt::format("{}\n\n{}\n\n{}", predictionText(before, model->tokenizer(), look.names),
                               predictionText(after, model->tokenizer(), look.names), changeText(change, look.names));
        });
    return Done{};
}

void addPredict(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<PredictRequest>();
    CLI::App* verb = addLookVerb(app, "predict", "Predict any text, and tell what an edit moved; or any picture, or a folder of them", request->audit, request->at);
    CLI::Option_group* input = verb->add_option_group("input");
    CLI::Option* text = input->add_option("--text", request->text, "The text, as edited");
    input->add_option("--picture", request->picture, "A picture file, or a folder of pictures");
    input->require_option(1);
    CLI::Option* row = verb->add_option("--row", request->row, "Compare with this row's text")->check(CLI::NonNegativeNumber)->needs(text);
    verb->add_option("--against", request->against, "Compare with this text")->excludes(row)->needs(text);
    verb->add_option("--class", request->klass, "Whose logit's change is told (the predicted class)");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status { return predict(*request, context, progress); });
    });
}

struct BiasRequest {
    std::string audit;
    int at = -1;
    std::string klass;
    std::string list;
    std::string beside;
    IdentityOptions options;
};

std::string gapText(const GroupGap& gap)
{
    return fmt::format("{} ± {}", signedNumber(gap.marginGap), number(gap.marginError));
}

std::string carriersText(const AxisGaps& axis)
{
    std::string text;
    for (std::size_t i = 0; i < axis.carriers.size() && i < 5; ++i)
        text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", axis.carriers[i].feature, number(axis.carriers[i].part));
    return text.empty() ? "none" : text;
}

const GroupGap* sameGroup(const IdentityReport* report, const std::string& axis, const std::string& group)
{
    if (!report)
        return nullptr;
    for (const AxisGaps& other : report->axes)
        for (const GroupGap& gap : other.groups)
            if (other.axis == axis && gap.group == group)
                return &gap;
    return nullptr;
}

std::string axisText(const AxisGaps& axis, const IdentityReport* beside)
{
    std::vector<Table::Column> columns{{"group"}, {"probability", Right}, {"gap", Right}, {"margin gap", Right}};
    if (beside)
        columns.insert(columns.end(), {{"beside: probability", Right}, {"gap", Right}, {"margin gap", Right}});
    Table table(columns);
    for (const GroupGap& gap : axis.groups) {
        std::vector<std::string> cells{gap.group, percent(gap.probability), signedNumber(100 * gap.probabilityGap), gapText(gap)};
        if (const GroupGap* other = sameGroup(beside, axis.axis, gap.group))
            cells.insert(cells.end(), {percent(other->probability), signedNumber(100 * other->probabilityGap), gapText(*other)});
        table.add(std::move(cells));
    }
    return fmt::format("{}: {} and {}, {} points between groups\n{}\nCarried by the features {}", displayText(axis.axis),
                       counted(axis.templates, "template", "templates"), counted(axis.texts, "text", "texts"),
                       number(100 * axis.probabilityRange), table.text(), carriersText(axis));
}

std::string reportText(const IdentityReport& report, const IdentityReport* beside, const ClassNames& names)
{
    std::string text = fmt::format("Score of {} by who a text speaks of; gaps of probability in points", nameOf(names, report.klass));
    for (const AxisGaps& axis : report.axes)
        text += "\n\n" + axisText(axis, beside);
    if (report.swaps.empty())
        return text;
    Table table({{"row", Right}, {"lowest", Right}, {"with"}, {"highest", Right}, {"with"}, {"text"}});
    for (std::size_t i = 0; i < report.swaps.size() && i < 10; ++i) {
        const SwapExample& swap = report.swaps[i];
        table.add({std::to_string(swap.text), percent(swap.lowestProbability), swap.lowest, percent(swap.highestProbability), swap.highest,
                   swap.highestText});
    }
    return text + "\n\nTexts that a swapped word moves most\n" + table.text();
}

Result<IdentityReport> reportOf(const BiasRequest& request, const std::string& folder, const IdentityWords& words, ClassNames& names,
                                Progress& progress)
{
    SS_TRY(const TextLooking looking, lookAtTexts(folder, folder == request.audit ? request.at : -1, progress));
    names = looking.look.names;
    IdentityOptions options = request.options;
    SS_TRY(options.klass, findClass(looking.look.info, request.klass));
    return looking.texts->identity(*looking.look.head, words, options, progress);
}

Status bias(const BiasRequest& request, const Context& context, Progress& progress)
{
    SS_TRY(const IdentityWords words, request.list.empty() ? parseIdentityWords(shippedIdentityWords(), "identity-words.txt")
                                                           : readIdentityWords(request.list));
    ClassNames names;
    SS_TRY(const IdentityReport report, reportOf(request, request.audit, words, names, progress));
    std::optional<IdentityReport> beside;
    ClassNames besideNames;
    if (!request.beside.empty()) {
        SS_TRY(beside, reportOf(request, request.beside, words, besideNames, progress));
    }
    context.print(
        [&] {
            nlohmann::json json = toJson(report, words, names);
            if (beside)
                json["beside"] = toJson(*beside, words, besideNames);
            return json;
        },
        [&] { return reportText(report, beside ? &*beside : nullptr, names); });
    return Done{};
}

void addBias(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<BiasRequest>();
    CLI::App* verb = addLookVerb(app, "bias", "Swap identity terms and tell whose texts are judged otherwise", request->audit, request->at);
    verb->add_option("--class", request->klass, "Whose score is compared (number, key or name)")->required();
    verb->add_option("--words", request->list, "List of terms and templates (the shipped one; see resources/identity-words.txt)");
    verb->add_option("--beside", request->beside, "A second audit for the same table");
    verb->add_option("--max-texts", request->options.maxTexts, "At most so many texts of the data (200)")->check(CLI::NonNegativeNumber);
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status { return bias(*request, context, progress); });
    });
}

}  // namespace

void addPredictionVerbs(CLI::App& app, Context& context)
{
    addPredict(app, context);
    addBias(app, context);
}

}  // namespace sparsescope::cli
