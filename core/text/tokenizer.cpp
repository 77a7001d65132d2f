// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/tokenizer.h"

#include "base/guard.h"
#include "text/sentences.h"
#include "text/tokenizer_config.h"
#include "text/tokenizer_json.h"
#include "text/vocabulary_files.h"

#include <fmt/format.h>

namespace sparsescope {

namespace {

namespace fs = std::filesystem;

bool isThere(const fs::path& path)
{
    std::error_code error;
    return fs::exists(path, error);
}

Error noTokenizer(const fs::path& folder)
{
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return {"E-TOK-001", fmt::format("Cannot open the tokenizer in {}: there is no folder of this name. Choose the folder "
                                         "of a Hugging Face model.", inQuotes(folder.string(), 300)), ""};
    const std::string half = isThere(folder / "vocab.json") ? "vocab.json is there but merges.txt is not"
        : isThere(folder / "merges.txt")                    ? "merges.txt is there but vocab.json is not"
        : isThere(folder / "spiece.model") || isThere(folder / "sentencepiece.bpe.model")
        ? "it has a SentencePiece model, which is not supported"
        : "it has none of tokenizer.json, vocab.txt, and vocab.json with merges.txt";
    return {"E-TOK-001", fmt::format("Cannot open the tokenizer in {}: {}. Copy the missing files from where the model came "
                                     "from.", inQuotes(folder.string(), 300), half), ""};
}

/// Settings that stand beside tokenizer.json go before what is in it, as transformers has it.
void applyConfig(const TokenizerConfig& config, TokenizerParts& parts)
{
    if (parts.normalizer) {
        const bool following = parts.normalizer->stripAccents == parts.normalizer->lowerCase && !config.stripAccents;
        parts.normalizer->lowerCase = config.lowerCase.value_or(parts.normalizer->lowerCase);
        parts.normalizer->stripAccents =
            config.stripAccents.value_or(following ? parts.normalizer->lowerCase : parts.normalizer->stripAccents);
        parts.normalizer->chineseCharacters = config.chineseCharacters.value_or(parts.normalizer->chineseCharacters);
    }
    if (parts.kind == TokenModelKind::BytePairs && config.prefixSpace && !parts.inSequence) {
        parts.bytePairs.addPrefixSpace = *config.prefixSpace;
        parts.around.prefixSpace = *config.prefixSpace;
    }
    if (const auto padding = config.special.find("pad_token"); padding != config.special.end())
        parts.padding = padding->second.content;
}

Result<TokenizerParts> readParts(const fs::path& folder)
{
    SS_TRY(const TokenizerConfig config, readTokenizerConfig(folder));
    if (isThere(folder / "tokenizer.json")) {
        SS_TRY(TokenizerParts parts, readTokenizerJson(folder / "tokenizer.json"));
        applyConfig(config, parts);
        return parts;
    }
    if (isThere(folder / "vocab.txt"))
        return readVocabularyText(folder / "vocab.txt", config);
    if (isThere(folder / "vocab.json") && isThere(folder / "merges.txt"))
        return readPairFiles(folder, config);
    return noTokenizer(folder);
}

}  // namespace

Status checkEncoding(const Encoding& encoding)
{
    if (encoding.tooMuchWork)
        return Error{"E-TOK-009", "Cannot cut a text into tokens: a pattern in the model's \"tokenizer.json\" goes back over the text "
                                  "too often. Shorten the text, or save the tokenizer with a pattern that has no nested repeats.", ""};
    return Done{};
}

Result<std::unique_ptr<Tokenizer>> openTokenizer(const fs::path& folder, Progress& progress)
{
    return guarded("Cannot open the tokenizer in " + inQuotes(folder.string(), 300), "E-TOK-008",
                   [&]() -> Result<std::unique_ptr<Tokenizer>> {
                       SS_TRY(TokenizerParts parts, readParts(folder));
                       if (progress.stopRequested())
                           return Cancelled{};
                       return assembleTokenizer(std::move(parts), progress);
                   });
}

}  // namespace sparsescope
