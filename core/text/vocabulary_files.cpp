// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/vocabulary_files.h"

#include "base/files.h"
#include "text/sentences.h"
#include "text/tokenizer_json.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostTokens = 5'000'000;

Error badLine(const std::string& file, std::size_t line, const std::string& found, const char* code)
{
    return {code, fmt::format("Cannot read {}: line {} {}. Get the file again from where the model came from.", inQuotes(file),
                              line, found), ""};
}

/// Lines without their ends (LF, CRLF); the last one need not have one.
std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        std::string_view line = text.substr(start, end - start);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back(line);
        start = end + 1;
    }
    return lines;
}

Result<std::string> readLines(const fs::path& path, const char* code)
{
    SS_TRY(std::string text, readTextFile(path, mostTokenizerBytes));
    const std::string file = path.filename().string();
    if (text.starts_with("version https://git-lfs"))
        return badLine(file, 1, "shows that it is a Git LFS pointer, not the file itself; fetch it with git lfs pull", code);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    return text;
}

Result<std::vector<TokenEntry>> entriesOf(std::string_view text, const std::string& file)
{
    const std::vector<std::string_view> lines = linesOf(text);
    if (lines.empty())
        return badLine(file, 1, "is missing: the file is empty", "E-TOK-004");
    if (lines.size() > mostTokens)
        return badLine(file, mostTokens + 1, fmt::format("is one too many: a vocabulary has at most {} tokens",
                                                         groupedNumber(mostTokens)), "E-TOK-004");
    std::vector<TokenEntry> entries;
    entries.reserve(lines.size());
    TokenTable seen(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!isValidUtf8(lines[i]))
            return badLine(file, i + 1, fmt::format("is not UTF-8: {}", inQuotes(lines[i], 60)), "E-TOK-004");
        if (!seen.insert(lines[i], static_cast<std::int32_t>(i)))
            return badLine(file, i + 1, fmt::format("repeats the token {} of line {}", inQuotes(lines[i], 60),
                                                    seen.find(lines[i]) + 1), "E-TOK-004");
        entries.push_back({std::string(lines[i]), static_cast<std::int32_t>(i)});
    }
    return entries;
}

/// Adds the special tokens with the ids that the vocabulary gives them. `needed` are those the tokenizer cannot do without.
Status addSpecial(TokenizerParts& parts, const TokenizerConfig& config, const std::vector<std::string>& needed)
{
    TokenTable ids(parts.vocabulary.size());
    for (const TokenEntry& entry : parts.vocabulary)
        ids.insert(entry.text, entry.id);
    parts.added = config.added;
    for (const auto& [name, special] : config.special) {
        AddedToken token = special;
        const bool known = std::any_of(parts.added.begin(), parts.added.end(),
                                       [&](const AddedToken& other) { return other.content == token.content; });
        token.id = ids.find(token.content);
        if (token.id >= 0 && !known)
            parts.added.push_back(std::move(token));
        else if (token.id < 0 && !known && std::find(needed.begin(), needed.end(), name) != needed.end())
            return Error{"E-TOK-004",
                         fmt::format("Cannot use the vocabulary in {}: it lacks {}, the {}. It belongs to another kind of "
                                     "model, or is cut short.", inQuotes(parts.file), inQuotes(special.content, 60), name), ""};
    }
    return Done{};
}

std::int32_t idOf(const TokenizerParts& parts, const std::string& content)
{
    for (const AddedToken& token : parts.added)
        if (token.content == content)
            return token.id;
    return -1;
}

/// `config` with the names that a family of models has where no file says others.
TokenizerConfig withDefaults(TokenizerConfig config, const std::map<std::string, std::string>& names)
{
    for (const auto& [name, content] : names) {
        AddedToken token;
        token.content = content;
        token.special = true;
        config.special.try_emplace(name, token);
    }
    return config;
}

void putAround(TokenizerParts& parts, const TokenizerConfig& config)
{
    parts.around.before = {idOf(parts, config.special.at("cls_token").content)};
    parts.around.behind = {idOf(parts, config.special.at("sep_token").content)};
    parts.padding = config.special.at("pad_token").content;
}

Result<std::vector<TokenMerge>> mergesOf(std::string_view text, const std::string& file)
{
    std::vector<TokenMerge> merges;
    const std::vector<std::string_view> lines = linesOf(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].starts_with("#version"))
            continue;
        const std::size_t gap = lines[i].find(' ');
        const bool two = gap != std::string_view::npos && gap > 0 && gap + 1 < lines[i].size()
            && lines[i].find(' ', gap + 1) == std::string_view::npos;
        if (!two || !isValidUtf8(lines[i]))
            return badLine(file, i + 1, fmt::format("is {}, where two tokens with a space between them were expected",
                                                    inQuotes(lines[i], 60)), "E-TOK-005");
        merges.push_back({std::string(lines[i].substr(0, gap)), std::string(lines[i].substr(gap + 1))});
    }
    return merges;
}

}  // namespace

Result<TokenizerParts> readVocabularyText(const fs::path& path, const TokenizerConfig& given)
{
    const TokenizerConfig config = withDefaults(given, {{"unk_token", "[UNK]"}, {"cls_token", "[CLS]"},
                                                        {"sep_token", "[SEP]"}, {"pad_token", "[PAD]"},
                                                        {"mask_token", "[MASK]"}});
    TokenizerParts parts;
    parts.file = path.filename().string();
    parts.kind = TokenModelKind::WordPiece;
    SS_TRY(const std::string text, readLines(path, "E-TOK-004"));
    SS_TRY(parts.vocabulary, entriesOf(text, parts.file));
    SS_CHECK(addSpecial(parts, config, {"unk_token", "cls_token", "sep_token", "pad_token"}));
    parts.wordPiece.unknown = config.special.at("unk_token").content;
    BertNormalizerOptions options;
    options.lowerCase = config.lowerCase.value_or(true);
    options.stripAccents = config.stripAccents.value_or(options.lowerCase);
    options.chineseCharacters = config.chineseCharacters.value_or(true);
    parts.normalizer = options;
    putAround(parts, config);
    return parts;
}

Result<TokenizerParts> readPairFiles(const fs::path& folder, const TokenizerConfig& given)
{
    TokenizerConfig config = withDefaults(given, {{"unk_token", "<unk>"}, {"cls_token", "<s>"}, {"sep_token", "</s>"},
                                                  {"pad_token", "<pad>"}, {"mask_token", "<mask>"}});
    if (!given.special.contains("mask_token"))
        config.special["mask_token"].leftStrip = true;  // so RoBERTa was trained
    TokenizerParts parts;
    parts.file = "vocab.json";
    parts.kind = TokenModelKind::BytePairs;
    SS_TRY(const nlohmann::json vocabulary, readJsonObject(folder / "vocab.json", mostTokenizerBytes));
    SS_TRY(parts.vocabulary, readVocabulary(vocabulary, parts.file, "the file"));
    SS_TRY(const std::string merges, readLines(folder / "merges.txt", "E-TOK-005"));
    SS_TRY(parts.merges, mergesOf(merges, "merges.txt"));
    SS_CHECK(addSpecial(parts, config, {"cls_token", "sep_token", "pad_token"}));
    parts.bytePairs.addPrefixSpace = config.prefixSpace.value_or(false);
    parts.around.trimOffsets = config.trimOffsets.value_or(true);
    parts.around.prefixSpace = parts.bytePairs.addPrefixSpace;
    putAround(parts, config);
    return parts;
}

}  // namespace sparsescope
