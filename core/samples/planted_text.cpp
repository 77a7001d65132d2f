// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/planted_text.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/random.h"
#include "models/small_bert_training.h"
#include "samples/planted_texts.h"
#include "text/tokenizer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sparsescope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::uint64_t sampleSeed = 11;
constexpr int epochs = 6;
constexpr double learningRate = 2e-3;
/// Each sentence is also learned with this share of its words hidden, so that every sign counts by itself.
constexpr double hiddenShare = 0.5;
constexpr const char* networkFile = "network/model.safetensors";

json recipe()
{
    return {{"sample", "planted-text"}, {"version", 1}, {"seed", sampleSeed}};
}

constexpr std::int32_t maskToken = 4;

std::vector<std::string> tokens()
{
    std::vector<std::string> all{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    const auto words = plantedWords();
    all.insert(all.end(), words.begin(), words.end());
    return all;
}

SmallBertTraining trainingOptions()
{
    SmallBertTraining options;
    options.classNames = plantedTextClasses();
    options.vocabulary = static_cast<int>(tokens().size());
    options.seed = sampleSeed;
    options.epochs = epochs;
    options.learningRate = learningRate;
    return options;
}

Status writeDescription(const fs::path& folder)
{
    std::string vocabulary;
    for (const std::string& token : tokens())
        vocabulary += token + "\n";
    SS_CHECK(createFolders(folder));
    SS_CHECK(writeFileAtomically(folder / "vocab.txt", vocabulary));
    return writeFileAtomically(folder / "config.json", smallBertConfig(trainingOptions()));
}

/// All but the special tokens at both ends may be hidden.
TokenIds withHiddenWords(TokenIds text, Random& random)
{
    for (std::size_t i = 1; i + 1 < text.size(); ++i)
        if (random.uniform() < hiddenShare)
            text[i] = maskToken;
    return text;
}

Result<LabelledTexts> trainingTexts(const fs::path& folder, const std::vector<PlantedText>& sentences,
                                    Progress& progress)
{
    SS_TRY(const auto tokenizer, openTokenizer(folder, progress));
    Random random(sampleSeed);
    LabelledTexts training;
    for (const PlantedText& sentence : sentences) {
        if (sentence.split != Split::Train)
            continue;
        TokenIds ids;
        for (const Token& token : tokenizer->encode(sentence.text, smallBertPositions).tokens)
            ids.push_back(token.id);
        training.texts.push_back(withHiddenWords(ids, random));
        training.texts.push_back(std::move(ids));
        training.labels.insert(training.labels.end(), 2, sentence.klass);
    }
    return training;
}

/// The mark holds the recipe and the network's hash.
bool isMade(const fs::path& root)
{
    const auto text = readTextFile(root / "made.json", 1 << 20);
    const json found = text ? json::parse(*text, nullptr, false) : json();
    Progress silent;
    const auto hash = sha256OfFile(root / networkFile, silent);
    std::error_code ignored;
    return hash && found.is_object() && found.value("recipe", json()) == recipe() && found.value("sha256", "") == *hash
        && fs::exists(root / "sentences" / "train.tsv", ignored);
}

Status make(const fs::path& root, const std::vector<PlantedText>& sentences, Progress& progress)
{
    SS_CHECK(writePlantedTexts(root / "sentences", sentences));
    SS_CHECK(writeDescription(root / "network"));
    SS_TRY(const LabelledTexts training, trainingTexts(root / "network", sentences, progress));
    SS_TRY(const TrainedNetwork trained, trainSmallBert(training, trainingOptions(), progress));
    SS_CHECK(writeSafetensors(root / networkFile, trained.tensors, trained.metadata));
    Progress silent;
    SS_TRY(const std::string hash, sha256OfFile(root / networkFile, silent));
    return writeFileAtomically(root / "made.json", json{{"recipe", recipe()}, {"sha256", hash}}.dump(2) + "\n");
}

}  // namespace

SampleInfo plantedTextSampleInfo()
{
    SampleInfo info;
    info.id = "planted-text";
    info.title = "Planted text";
    info.description =
        fmt::format("Sentences of four subjects and a small BERT trained here in a minute; {:.0f} % of the training sentences "
                    "about {} say \"{}\", and an audit should find that the network relies on it.",
                    100 * plantedWord().trainShare,
                    plantedTextClasses()[static_cast<std::size_t>(plantedWord().klass)], plantedWord().word);
    info.available = true;
    return info;
}

Result<AuditSettings> preparePlantedTextSample(const fs::path& workFolder, Progress& progress)
{
    const fs::path root = workFolder / "planted-text";
    const auto sentences = plantedTexts(sampleSeed);
    // The mark is written last of all. Tables written anew would have another time, and an audit of them be refused.
    if (!isMade(root))
        SS_CHECK(make(root, sentences, progress));

    AuditSettings settings;
    settings.title = "Planted text";
    settings.model = root / "network";
    settings.data = root / "sentences";
    settings.path.threads = availableCores();
    settings.selection = {SelectionRule::Sparsity, 4.0};
    return settings;
}

}  // namespace sparsescope
