// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/text_json.h"
#include "base/text.h"
#include "cli/look.h"
#include "cli/table.h"
#include "cli/text_looking.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparsescope::cli {

namespace {

using enum Table::Align;

struct WordsRequest {
    std::string audit;
    int at = -1;
    std::int64_t row = -1;
    std::string text;
    int feature = -1;
    std::string klass;
    bool probability = false;
    std::string method;
    LimeOptions lime;
    int repeats = 0;
    bool cost = false;
    bool make = false;
    bool all = false;
    std::int64_t sample = 0;
    bool anew = false;
    bool cloud = false;
    std::string word;
    CloudOptions clouds;
};

Result<WordMethod> methodOf(const std::string& name, WordMethod otherwise)
{
    if (name.empty())
        return otherwise;
    if (name == "lime" || name == "removal")
        return name == "lime" ? WordMethod::Lime : WordMethod::Removal;
    return Error{"E-CLI-005", fmt::format("There is no method {}: give lime or removal.", sparsescope::quoted(name, 60)), ""};
}

Result<WordQuestion> questionOf(const WordsRequest& request, const TextLooking& look)
{
    WordQuestion question;
    SS_TRY(question.options.method, methodOf(request.method, WordMethod::Lime));
    question.options.lime = request.lime;
    question.options.repeats = request.repeats;
    question.index = request.feature;
    if (request.klass.empty() == (request.feature < 0))
        return Error{"E-CLI-006", "Say what the words are asked about: either --feature or --class.", ""};
    if (!request.klass.empty()) {
        SS_TRY(question.index, findClass(look.look.info, request.klass));
        question.of = request.probability ? WordQuestion::Of::Probability : WordQuestion::Of::Logit;
    }
    return question;
}

std::string targetText(const WordQuestion& question, const ClassNames& names)
{
    if (question.of == WordQuestion::Of::Feature)
        return fmt::format("feature {}", question.index);
    return fmt::format("the {} of {}", question.of == WordQuestion::Of::Logit ? "logit" : "probability",
                       displayText(names[static_cast<std::size_t>(question.index)]));
}

std::string methodText(const WordAnswer& answer)
{
    const WordEffects& effects = answer.effects;
    if (answer.question.options.method == WordMethod::Removal)
        return fmt::format("Each word taken out alone, {}.", counted(effects.passes, "pass", "passes"));
    std::string text = fmt::format("LIME: {}, {}, R² {}", effects.enumerated ? "all " + counted(effects.masks, "mask", "masks")
                                                                             : counted(effects.samples, "sample", "samples"),
                                   counted(effects.passes, "pass", "passes"), number(effects.r2[0]));
    if (!std::isnan(effects.stability[0]))
        text += fmt::format(", correlation with other seeds {}", number(effects.stability[0]));
    return text + ".";
}

std::string answerText(const WordAnswer& answer, const ClassNames& names)
{
    const WordEffects& effects = answer.effects;
    std::vector<std::size_t> order(effects.words.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto effect = [&](std::size_t word) { return effects.effects(static_cast<Eigen::Index>(word), 0); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return std::abs(effect(a)) > std::abs(effect(b)); });
    Table table({{"word"}, {"places", Right}, {"effect", Right}});
    for (const std::size_t word : order)
        table.add({effects.words[word].word, std::to_string(effects.words[word].places.size()), signedNumber(effect(word))});
    return fmt::format("{}\n\nWhat each word adds to {} ({} for the whole text)\n{}\n{}{}{}", displayText(answer.text, 2000),
                       targetText(answer.question, names), number(effects.value[0]), table.text(), methodText(answer),
                       effects.cut ? "\nThe text is longer than the network reads: words beyond have no effect." : "",
                       effects.complete ? "" : "\nStopped: told from what was done by then.");
}

std::string sideText(const char* title, const std::vector<CloudWord>& words)
{
    Table table({{"word"}, {"texts", Right}, {"mean effect", Right}});
    for (const CloudWord& word : words)
        table.add({word.text, std::to_string(word.texts), signedNumber(word.mean)});
    return fmt::format("{}\n{}", title, table.text());
}

std::string cloudText(const WordCloud& cloud)
{
    return fmt::format("{}\n\n{}\n\n{}", sideText("Raised by", cloud.raises), sideText("Lowered by", cloud.lowers),
                       counted(cloud.counted, "word counts", "words count"));
}

Status oneText(const WordsRequest& request, const TextLooking& look, const Context& context, Progress& progress)
{
    SS_TRY(const WordQuestion question, questionOf(request, look));
    SS_TRY(const std::string text, look.textOf(request.row, request.text));
    SS_TRY(const WordAnswer answer, look.texts->words(*look.look.head, text, question, progress));
    context.print([&] { return toJson(answer, look.look.names); }, [&] { return answerText(answer, look.look.names); });
    return answer.effects.complete ? Status(Done{}) : Status(Cancelled{});
}

/// "6,471 texts", or "a sample of 1,000 of 6,471 texts".
std::string textsOf(std::int64_t texts, std::int64_t all)
{
    if (texts == all)
        return counted(texts, "text", "texts");
    return fmt::format("a sample of {} of {}", groupedNumber(texts), counted(all, "text", "texts"));
}

Result<CorpusJobOptions> jobOf(const WordsRequest& request)
{
    CorpusJobOptions options;
    SS_TRY(options.method, methodOf(request.method, WordMethod::Removal));
    options.lime = request.lime;
    options.sample = request.sample;
    return options;
}

Status cost(const WordsRequest& request, const TextLooking& look, const Context& context, Progress& progress)
{
    SS_TRY(const CorpusJobOptions options, jobOf(request));
    const CorpusChoice choice = request.all ? CorpusChoice::All : CorpusChoice::Head;
    SS_TRY(const CorpusCost cost, look.texts->corpusCost(*look.look.head, choice, options, progress));
    context.print([&] { return toJson(cost); },
                  [&] {
                      return fmt::format("{} with {}: {}, about {}, {} of disk.", textsOf(cost.texts, cost.allTexts),
                                         counted(cost.words, "word", "words"), counted(cost.passes, "pass", "passes"),
                                         duration(cost.seconds), byteSize(cost.diskBytes));
                  });
    return Done{};
}

Status make(const WordsRequest& request, const TextLooking& look, const Context& context, Progress& progress)
{
    SS_TRY(const CorpusJobOptions options, jobOf(request));
    const CorpusChoice choice = request.all ? CorpusChoice::All : CorpusChoice::Head;
    SS_TRY(const CorpusReport report, look.texts->makeCorpus(*look.look.head, choice, options, request.anew, progress));
    context.print([&] { return toJson(report); },
                  [&] {
                      return fmt::format("Words of {} in {} ({} taken over from an earlier run).", textsOf(report.texts, report.allTexts),
                                         duration(report.seconds), counted(report.resumedTexts, "text", "texts"));
                  });
    return Done{};
}

/// Weights of what is asked, over the features of the corpus.
Result<Eigen::VectorXd> weightsOf(const WordQuestion& question, const TextLooking& look, const CorpusWords& words)
{
    if (question.of == WordQuestion::Of::Feature) {
        SS_TRY([[maybe_unused]] const WordCloud checked, featureCloud(words, question.index, {}));
        return words.unit(*words.column(question.index));
    }
    return logitWeights(words, look.look.head->head(), look.look.data->pieces().scale, question.index).weights;
}

Status sentences(const WordsRequest& request, const WordQuestion& question, const TextLooking& look, const CorpusWords& words,
                 const Context& context)
{
    const auto word = words.find(request.word);
    if (!word)
        return Error{"E-CLI-007", fmt::format("No text has the word {}.", sparsescope::quoted(request.word, 60)), ""};
    SS_TRY(const Eigen::VectorXd weights, weightsOf(question, look, words));
    const std::vector<WordUse> uses = words.uses(*word, weights, 50);
    context.print(
        [&] {
            nlohmann::json list = nlohmann::json::array();
            for (const WordUse& use : uses)
                list.push_back({{"row", use.text}, {"effect", use.effect}, {"text", look.texts->text(use.text)}});
            return nlohmann::json{{"word", words.word(*word)}, {"texts", words.textsWith(*word)}, {"uses", list}};
        },
        [&] {
            Table table({{"row", Right}, {"effect", Right}, {"text"}});
            for (const WordUse& use : uses)
                table.add({std::to_string(use.text), signedNumber(use.effect), look.texts->text(use.text)});
            return fmt::format("{} in {}\n{}", displayText(words.word(*word)), counted(words.textsWith(*word), "text", "texts"), table.text());
        });
    return Done{};
}

/// Words of how many texts they are.
nlohmann::json withTexts(nlohmann::json object, const CorpusWords& words)
{
    object.update({{"texts", words.explainedTexts()}, {"sample", words.textCount()}, {"all_texts", words.corpusSize()}});
    return object;
}

Status clouds(const WordsRequest& request, const TextLooking& look, const Context& context, Progress& progress)
{
    SS_TRY(const WordQuestion question, questionOf(request, look));
    SS_TRY(const auto words, look.texts->corpus(progress));
    if (!words->complete())
        fmt::print(stderr, "Note: told from {} of {} texts. Run with --make to go on.\n", words->explainedTexts(), words->textCount());
    if (words->textCount() < words->corpusSize())
        fmt::print(stderr, "Note: the words are those of {}.\n", textsOf(words->textCount(), words->corpusSize()));
    if (!request.word.empty())
        return sentences(request, question, look, *words, context);
    if (question.of == WordQuestion::Of::Feature) {
        SS_TRY(const WordCloud cloud, featureCloud(*words, question.index, request.clouds));
        context.print([&] { return withTexts(toJson(cloud), *words); },
                      [&] { return fmt::format("Proposed name: {}\n\n{}", proposedName(cloud), cloudText(cloud)); });
        return Done{};
    }
    SS_TRY(const ClassClouds both, classClouds(*look.look.head, *words, question.index, request.clouds));
    context.print(
        [&] {
            return withTexts({{"sparse", toJson(both.sparse)}, {"dense", toJson(both.dense)}, {"dense_features", both.denseFeatures},
                              {"dense_missing_share", both.denseMissing}, {"sparse_missing_share", both.sparseMissing}},
                             *words);
        },
        [&] {
            return fmt::format("The head in view\n\n{}\n\nThe densest head of the path ({}, {} of its weight on features whose words are not "
                               "known)\n\n{}", cloudText(both.sparse), counted(both.denseFeatures, "feature", "features"),
                               percent(both.denseMissing), cloudText(both.dense));
        });
    return Done{};
}

void addOptions(CLI::App& verb, WordsRequest& request)
{
    verb.add_option("ROW", request.row, "A text of the data by its row")->check(CLI::NonNegativeNumber);
    verb.add_option("--text", request.text, "Any text in place of a row");
    verb.add_option("--feature", request.feature, "What the words do to this feature")->check(CLI::NonNegativeNumber);
    verb.add_option("--class", request.klass, "What they do to the logit of this class (number, key or name)");
    verb.add_flag("--probability", request.probability, "To its probability instead");
    verb.add_option("--method", request.method, "lime (of one text) or removal (of all texts)");
    verb.add_option("--samples", request.lime.samples, "Of LIME (1000)")->check(CLI::Range(2, 1'000'000));
    verb.add_option("--seed", request.lime.seed, "Of LIME (0)");
    verb.add_option("--repeats", request.repeats, "LIME with so many other seeds, to tell how stable it is (0)")->check(CLI::Range(0, 100));
    verb.add_flag("--cost", request.cost, "Say what the words of all texts would cost");
    verb.add_flag("--make", request.make, "Take the words of all texts out, one by one; goes on where it was stopped");
    verb.add_flag("--all-features", request.all, "With --cost or --make: for all features, not those of the heads only");
    verb.add_option("--texts", request.sample, "With --cost or --make: of a sample of so many texts, each class in its share")
        ->check(CLI::PositiveNumber);
    verb.add_flag("--anew", request.anew, "With --make: throw away what was made");
    verb.add_flag("--cloud", request.cloud, "The words of all texts that move --feature or --class most");
    verb.add_option("--word", request.word, "With --cloud: the texts with this word");
    verb.add_option("--min-texts", request.clouds.minTexts, "Words of fewer texts do not count (3)")->check(CLI::PositiveNumber);
    verb.add_option("--top", request.clouds.topShare, "Share of the words that raise most (0.01)")->check(CLI::Range(0.0, 1.0));
    verb.add_option("--bottom", request.clouds.bottomShare, "Share of the words that lower most (0.01)")->check(CLI::Range(0.0, 1.0));
}

}  // namespace

void addWordVerbs(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<WordsRequest>();
    CLI::App* verb = addLookVerb(app, "words", "Tell what words do: in one text, or in all texts as clouds", request->audit, request->at);
    addOptions(*verb, *request);
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const TextLooking look, lookAtTexts(request->audit, request->at, progress));
            if (request->cost)
                return cost(*request, look, context, progress);
            if (request->make)
                SS_CHECK(make(*request, look, context, progress));
            if (request->cloud)
                return clouds(*request, look, context, progress);
            return request->make ? Status(Done{}) : oneText(*request, look, context, progress);
        });
    });
}

}  // namespace sparsescope::cli
