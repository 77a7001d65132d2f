// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/tokenizer_json.h"

#include "text/pipeline_json.h"
#include "text/post_processor.h"
#include "text/sentences.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using nlohmann::json;

constexpr std::int64_t largestId = 100'000'000;
constexpr std::int64_t longestWord = 1000;  // characters; see WordPiece

/// "a b" or ["a", "b"].
Result<TokenMerge> readMerge(const json& from, const std::string& file, std::size_t number)
{
    if (from.is_array() && from.size() == 2 && from[0].is_string() && from[1].is_string())
        return TokenMerge{from[0].get<std::string>(), from[1].get<std::string>()};
    const std::string text = from.is_string() ? from.get<std::string>() : "";
    const std::size_t gap = text.find(' ');
    if (gap == std::string::npos || text.find(' ', gap + 1) != std::string::npos)
        return Error{"E-TOK-005",
                     fmt::format("Cannot use the merges in {}: merge {} is {}, where two tokens with a space between them "
                                 "were expected.", inQuotes(file), number,
                                 displayText(from.dump(-1, ' ', false, json::error_handler_t::replace), 60)), ""};
    return TokenMerge{text.substr(0, gap), text.substr(gap + 1)};
}

Status readWordPiece(const JsonComponent& model, TokenizerParts& parts)
{
    parts.kind = TokenModelKind::WordPiece;
    SS_TRY(parts.wordPiece.unknown, model.text("unk_token", "[UNK]"));
    SS_TRY(parts.wordPiece.prefix, model.text("continuing_subword_prefix", "##"));
    SS_TRY(const std::int64_t most, model.integer("max_input_chars_per_word", 1, longestWord, 100));
    parts.wordPiece.mostCharacters = static_cast<int>(most);
    return Done{};
}

/// Settings that only other kinds of BPE have.
Status refuseOtherPairs(const JsonComponent& model)
{
    for (const char* affix : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        SS_TRY(const std::string text, model.text(affix, ""));
        if (!text.empty())
            return model.badField(affix, "an empty text, as byte-level models have it,");
    }
    SS_TRY(const bool fallback, model.flag("byte_fallback", false));
    SS_TRY(const bool fused, model.flag("fuse_unk", false));
    if (fallback || fused)
        return model.badField(fallback ? "byte_fallback" : "fuse_unk", "false, as byte-level models have it,");
    if (model.has("dropout") && !(model.json()["dropout"].is_number() && model.json()["dropout"].get<double>() == 0))
        return model.badField("dropout", "null (ids would change from run to run)");
    return Done{};
}

Status readBytePairs(const JsonComponent& model, TokenizerParts& parts)
{
    parts.kind = TokenModelKind::BytePairs;
    SS_CHECK(refuseOtherPairs(model));
    SS_TRY(parts.bytePairs.wholeWordsFirst, model.flag("ignore_merges", false));
    if (model.has("unk_token")) {
        SS_TRY(parts.bytePairs.unknown, model.text("unk_token", ""));
    }
    SS_TRY(const json* merges, model.array("merges"));
    parts.merges.reserve(merges->size());
    for (const json& merge : *merges) {
        SS_TRY(TokenMerge read, readMerge(merge, model.file(), parts.merges.size() + 1));
        parts.merges.push_back(std::move(read));
    }
    return Done{};
}

Status readModel(const JsonComponent& root, TokenizerParts& parts)
{
    SS_TRY(const JsonComponent model, root.object("model"));
    const std::string type = model.type();
    // Files of old versions do not say the type; only BPE has merges.
    const bool pairs = type == "BPE" || (type.empty() && model.has("merges"));
    if (!pairs && type != "WordPiece" && !(type.empty() && model.has("max_input_chars_per_word")))
        return model.unsupported(type, "WordPiece and byte-level BPE");
    SS_TRY(const JsonComponent vocabulary, model.object("vocab"));
    SS_TRY(parts.vocabulary, readVocabulary(vocabulary.json(), root.file(), "model"));
    return pairs ? readBytePairs(model, parts) : readWordPiece(model, parts);
}

Status readPostProcessor(const JsonComponent& root, TokenizerParts& parts)
{
    if (!root.has("post_processor"))
        return Done{};
    SS_TRY(const JsonComponent component, root.object("post_processor"));
    SS_TRY(const auto inside, flattened(component, "processors"));
    for (const JsonComponent& processor : inside)
        SS_CHECK(readProcessor(processor, parts.around));
    return Done{};
}

Status readAddedTokens(const JsonComponent& root, TokenizerParts& parts)
{
    if (!root.has("added_tokens"))
        return Done{};
    SS_TRY(const json* tokens, root.array("added_tokens"));
    for (const json& token : *tokens) {
        const std::string name = fmt::format("added_tokens {}", parts.added.size() + 1);
        if (!token.is_object())
            return root.badField("added_tokens", "a list of objects");
        SS_TRY(AddedToken read, readAddedToken({token, root.file(), name}));
        parts.added.push_back(std::move(read));
    }
    return Done{};
}

/// What cuts and fills is up to whoever encodes; but nonsense there shows that the file is damaged.
Status checkTruncation(const JsonComponent& root)
{
    if (!root.has("truncation"))
        return Done{};
    SS_TRY(const JsonComponent truncation, root.object("truncation"));
    SS_TRY(const std::int64_t most, truncation.integer("max_length", 0, largestId, 512));
    SS_TRY(const std::int64_t stride, truncation.integer("stride", 0, largestId, 0));
    if (stride != 0 && stride >= most)
        return truncation.badField("stride", fmt::format("less than max_length, which is {},", most));
    return Done{};
}

Status readPadding(const JsonComponent& root, TokenizerParts& parts)
{
    if (!root.has("padding"))
        return Done{};
    SS_TRY(const JsonComponent padding, root.object("padding"));
    SS_TRY(parts.padding, padding.text("pad_token", ""));
    return Done{};
}

}  // namespace

Result<AddedToken> readAddedToken(const JsonComponent& from)
{
    AddedToken token;
    SS_TRY(token.content, from.text("content", ""));
    if (token.content.empty() || token.content.size() > 1000)
        return from.badField("content", "a text of 1 to 1000 bytes");
    SS_TRY(const std::int64_t id, from.integer("id", 0, largestId, -1));
    token.id = static_cast<std::int32_t>(id);
    SS_TRY(token.special, from.flag("special", false));
    SS_TRY(token.singleWord, from.flag("single_word", false));
    SS_TRY(token.leftStrip, from.flag("lstrip", false));
    SS_TRY(token.rightStrip, from.flag("rstrip", false));
    SS_TRY(token.normalized, from.flag("normalized", !token.special));
    return token;
}

Status checkIds(const std::vector<TokenEntry>& vocabulary, const std::string& file)
{
    const auto bad = [&](const std::string& found) {
        return Error{"E-TOK-004", fmt::format("Cannot use the vocabulary in {}: {}. Get the file again from where the model "
                                              "came from.", inQuotes(file), found), ""};
    };
    if (vocabulary.empty())
        return bad("it is empty");
    for (std::size_t i = 1; i < vocabulary.size(); ++i)
        if (vocabulary[i].id == vocabulary[i - 1].id)
            return bad(fmt::format("{} and {} have the same id {}", inQuotes(vocabulary[i - 1].text, 60),
                                   inQuotes(vocabulary[i].text, 60), vocabulary[i].id));
    const TokenEntry& last = vocabulary.back();
    if (static_cast<std::size_t>(last.id) >= 2 * vocabulary.size() + 65536)
        return bad(fmt::format("the id {} of {} is far beyond its {} tokens", last.id, inQuotes(last.text, 60),
                               groupedNumber(static_cast<std::int64_t>(vocabulary.size()))));
    return Done{};
}

Result<std::vector<TokenEntry>> readVocabulary(const json& object, const std::string& file, const std::string& name)
{
    std::vector<TokenEntry> entries;
    entries.reserve(object.size());
    for (const auto& [text, id] : object.items()) {
        const bool fits = id.is_number_integer() && id >= 0 && id <= largestId;
        if (!fits)
            return Error{"E-TOK-004",
                         fmt::format("Cannot use the vocabulary in {}: in {} the id of {} is {}, where a whole number from 0 "
                                     "on was expected.", inQuotes(file), name, inQuotes(text, 60),
                                     displayText(id.dump(-1, ' ', false, json::error_handler_t::replace), 60)), ""};
        entries.push_back({text, id.get<std::int32_t>()});
    }
    std::sort(entries.begin(), entries.end(), [](const TokenEntry& a, const TokenEntry& b) { return a.id < b.id; });
    SS_CHECK(checkIds(entries, file));
    return entries;
}

Result<TokenizerParts> readTokenizerJson(const std::filesystem::path& path)
{
    SS_TRY(const json object, readJsonObject(path, mostTokenizerBytes));
    const JsonComponent root(object, path.filename().string(), "the file");
    TokenizerParts parts;
    parts.file = root.file();
    SS_CHECK(readModel(root, parts));
    SS_CHECK(readNormalizer(root, parts));
    SS_CHECK(readPreTokenizer(root, parts));
    SS_CHECK(readPostProcessor(root, parts));
    SS_CHECK(readAddedTokens(root, parts));
    SS_CHECK(checkTruncation(root));
    SS_CHECK(readPadding(root, parts));
    return parts;
}

}  // namespace sparsescope
