// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/text_inspection.h"

#include "base/text.h"
#include "models/inspection.h"
#include "models/model_json.h"
#include "text/tokenizer.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

TextFeature featureOf(HeadForm form, bool hasPooler)
{
    if (form == HeadForm::DenseOutProj)
        return TextFeature::DenseTanh;
    return form == HeadForm::Classifier && hasPooler ? TextFeature::Pooler : TextFeature::FirstToken;
}

/// What sentence-transformers writes beside an encoder: how its hidden states become one feature vector.
std::optional<TextFeature> pooling(const fs::path& folder)
{
    const auto object = readModelJson(folder / "1_Pooling" / "config.json");
    if (!object)
        return std::nullopt;
    const auto says = [&](const char* name) {
        const auto found = object->find(name);
        return found != object->end() && found->is_boolean() && found->get<bool>();
    };
    if (says("pooling_mode_mean_tokens"))
        return TextFeature::Mean;
    return says("pooling_mode_cls_token") ? std::optional(TextFeature::FirstToken) : std::nullopt;
}

/// Proposes what the head looks at, or what the folder says, and lists what else there is.
void proposeFeature(const TextFolder& folder, UnderstoodText& text)
{
    TextFacts& facts = text.info.text;
    const TextWeights& weights = *text.weights;
    facts.choices = {TextFeature::FirstToken, TextFeature::Mean};
    if (weights.hasPooler())
        facts.choices.push_back(TextFeature::Pooler);
    if (weights.headForm() == HeadForm::DenseOutProj)
        facts.choices.push_back(TextFeature::DenseTanh);
    const auto said = pooling(folder.folder);
    if (weights.headForm() != HeadForm::None) {
        facts.feature = featureOf(weights.headForm(), weights.hasPooler());
        facts.featureSource = fmt::format("what the file's own head \"{}\" looks at", weights.headName());
    } else if (said) {
        facts.feature = *said;
        facts.featureSource = "1_Pooling/config.json";
    } else {
        facts.feature = TextFeature::Mean;
        facts.featureSource = "usual for an encoder without a head";
    }
}

/// Another feature than the proposed one: the file's head does not fit it.
Status applyChoice(const ModelOptions& options, UnderstoodText& text)
{
    TextFacts& facts = text.info.text;
    if (!options.textFeature || *options.textFeature == facts.feature)
        return Done{};
    if (std::ranges::find(facts.choices, *options.textFeature) == facts.choices.end())
        return Error{"E-HF-040",
                     fmt::format("This file has no weights for the feature \"{}\" ({}). Choose another one.",
                                 textFeatureName(*options.textFeature), textFeatureDescription(*options.textFeature)),
                     ""};
    facts.feature = *options.textFeature;
    facts.featureSource = "your choice";
    if (text.weights->headForm() != HeadForm::None) {
        text.info.notes.push_back(
            fmt::format("The file's own head \"{}\" looks at another feature than the chosen one, so "
                        "it is left out.",
                        text.weights->headName()));
        text.weights->dropHead();
    }
    return Done{};
}

bool areNumbered(const std::vector<std::string>& names)
{
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] != fmt::format("LABEL_{}", i))
            return false;
    return true;
}

/// Labels of the Jigsaw data: each is a question of its own, whatever the file says or leaves out.
bool areToxicLabels(const std::vector<std::string>& names)
{
    const auto has = [&](const char* a, const char* b) {
        return std::ranges::find(names, a) != names.end() || std::ranges::find(names, b) != names.end();
    };
    return has("toxic", "toxicity") && has("insult", "obscene");
}

void describeHead(UnderstoodText& text)
{
    ModelInfo& info = text.info;
    const TextConfig& config = text.config;
    if (text.weights->headForm() != HeadForm::None
        && (config.architecture.ends_with("ForTokenClassification")
            || config.architecture.ends_with("ForMultipleChoice") || config.problemType == "regression")) {
        info.notes.push_back(fmt::format(
            "The head \"{}\" does not sort whole texts into classes ({}), so it is left out.", text.weights->headName(),
            config.problemType.empty() ? displayText(config.architecture) : displayText(config.problemType)));
        text.weights->dropHead();
    }
    info.headName = text.weights->headName();
    info.classes = text.weights->headClasses();
    if (info.classes == 0)
        return;
    std::vector<std::string> names = config.classNames;
    if (names.empty())
        names = classNamesFrom(text.weights->facts, info.classes);
    if (static_cast<int>(names.size()) == info.classes && !areNumbered(names))
        info.classNames = names;
    else if (!names.empty() && !areNumbered(names) && !(info.classes == 1 && names.size() == 2))
        info.notes.push_back(
            fmt::format("config.json names {} classes, but the head has {} outputs: the names are not used.",
                        names.size(), info.classes));
    if (info.classes == 1)
        info.text.head = HeadMeaning::OneLogit;
    else if (config.problemType == "multi_label_classification" || areToxicLabels(info.classNames))
        info.text.head = HeadMeaning::Labels;
    else
        info.text.head = HeadMeaning::Classes;
    // One logit for two named classes: the names are of the two.
    if (info.classes == 1 && names.size() == 2 && !areNumbered(names))
        info.classNames = names;
}

void describe(const fs::path& path, const TextFolder& folder, UnderstoodText& text)
{
    ModelInfo& info = text.info;
    const TextConfig& config = text.config;
    info.path = path.string();
    info.input = ModelInfo::Input::Texts;
    info.format = folder.format;
    info.architecture =
        fmt::format("{}, {} layers, width {}", config.family == TextConfig::Family::Bert ? "BERT" : "RoBERTa",
                    config.layers, config.hidden);
    info.features = config.hidden;
    info.parameters = text.weights->parameters();
    info.inputSize = 0;
    info.notes.insert(info.notes.end(), folder.notes.begin(), folder.notes.end());
    info.notes.insert(info.notes.end(), text.weights->notes.begin(), text.weights->notes.end());
    info.notes.insert(info.notes.end(), config.notes.begin(), config.notes.end());
    info.ignored = text.weights->ignored;
    info.mismatches = text.weights->mismatches;
    info.text.vocabulary = config.vocabulary;
    info.text.layers = config.layers;
    info.text.attentionHeads = config.heads;
    info.text.positions = config.longestText();
}

Result<std::uint64_t> bytesOf(const TextFolder& folder)
{
    std::uint64_t bytes = 0;
    for (const std::string& name : folder.matter) {
        SS_TRY(const FileReader file, FileReader::open(folder.folder / name));
        bytes += file.size();
    }
    return bytes;
}

/// How long the folder's author lets texts be; 0 where no file says so.
int saidLength(const fs::path& folder, std::string& source)
{
    for (const auto& [file, field] :
         {std::pair{"sentence_bert_config.json", "max_seq_length"}, {"tokenizer_config.json", "model_max_length"}}) {
        const auto object = readModelJson(folder / file);
        if (!object)
            continue;
        // Files without a limit say 1e30, which is no whole number.
        const auto length = ModelFields(*object, file).optionalInteger(field, 3, 1'000'000);
        if (length && *length) {
            source = file;
            return **length;
        }
    }
    return 0;
}

}  // namespace

UnderstoodText::UnderstoodText() = default;
UnderstoodText::UnderstoodText(UnderstoodText&&) noexcept = default;
UnderstoodText& UnderstoodText::operator=(UnderstoodText&&) noexcept = default;
UnderstoodText::~UnderstoodText() = default;

Status describeTokens(const fs::path& folder, const ModelOptions& options, int vocabulary, int longest,
                      std::unique_ptr<Tokenizer>& tokenizer, ModelInfo& info, Progress& progress)
{
    SS_TRY(tokenizer, openTokenizer(folder, progress));
    info.text.tokenizer = tokenizer->description();
    if (vocabulary > 0 && tokenizer->vocabularySize() > vocabulary)
        return Error{
            "E-HF-041",
            fmt::format("The tokenizer has ids up to {}, but the network's embedding has {} rows: they belong to "
                        "different models. Put the tokenizer files of this network into the folder.",
                        tokenizer->vocabularySize() - 1, vocabulary),
            ""};
    constexpr int fewest = 3;
    if (options.maxTokens != 0 && (options.maxTokens < fewest || options.maxTokens > longest))
        return Error{"E-HF-042",
                     fmt::format("Texts cannot be cut to {} tokens: this network takes {} to {}.", options.maxTokens,
                                 fewest, longest),
                     ""};
    TextFacts& facts = info.text;
    facts.maxTokens = options.maxTokens;
    facts.maxTokensSource = "your choice";
    if (facts.maxTokens == 0)
        facts.maxTokens = std::min(saidLength(folder, facts.maxTokensSource), longest);
    if (facts.maxTokens == 0) {
        facts.maxTokens = longest;
        facts.maxTokensSource = "all that the network can take";
    }
    return Done{};
}

bool looksLikeTextEncoder(const Checkpoint& checkpoint)
{
    return std::ranges::any_of(checkpoint.tensors, [](const TensorEntry& entry) {
        return entry.name().ends_with("embeddings.word_embeddings.weight");
    });
}

Result<UnderstoodText> understandText(const fs::path& path, const ModelOptions& options, Progress& progress)
{
    UnderstoodText text;
    SS_TRY(const TextFolder folder, findTextFolder(path));
    if (!folder.config.empty()) {
        SS_TRY(text.config, readTextConfig(folder.config));
    }
    SS_TRY(text.weights, TextWeights::open(folder));
    if (folder.config.empty()) {
        SS_TRY(text.config, text.weights->guessConfig());
    }
    SS_CHECK(text.weights->compare(text.config));
    describe(path, folder, text);
    SS_CHECK(describeTokens(folder.folder, options, text.config.vocabulary, text.config.longestText(), text.tokenizer,
                            text.info, progress));
    proposeFeature(folder, text);
    SS_CHECK(applyChoice(options, text));
    describeHead(text);
    text.info.layer = textFeatureDescription(text.info.text.feature);
    SS_TRY(text.info.fileBytes, bytesOf(folder));
    SS_TRY(text.info.sha256, sha256OfFiles(folder.folder, folder.matter, progress));
    if (text.info.usable())
        SS_CHECK(text.weights->checkValues(text.info.notes, progress));
    return text;
}

}  // namespace sparsescope
