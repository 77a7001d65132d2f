// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/character_traits.h"
#include "text/safe_text.h"
#include "text/sentences.h"
#include "text/tokenizer_parts.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// Blank characters at the start and end of a token, of which trimmed places are rid.
struct Blanks {
    std::int32_t leading = 0;
    std::int32_t trailing = 0;
};

bool isBlank(char32_t c)
{
    constexpr char32_t byteLevelSpace = 0x120;
    return c == byteLevelSpace || (characterTraits()[c] & trait::space) != 0;
}

Blanks blanksOf(std::string_view token)
{
    Blanks blanks;
    for (std::size_t at = 0; at < token.size() && isBlank(nextCodePoint(token, at));)
        ++blanks.leading;
    for (std::size_t at = token.size(); at > 0 && isBlank(previousCodePoint(token, at));)
        ++blanks.trailing;
    return blanks;
}

/// Moves `at` over up to `count` characters of `text`, but not past `bound`.
std::int32_t movedForward(std::string_view text, std::int32_t at, std::int32_t count, std::int32_t bound)
{
    for (auto place = static_cast<std::size_t>(at); count > 0 && at < bound; --count) {
        nextCodePoint(text, place);
        at = static_cast<std::int32_t>(place);
    }
    return std::min(at, bound);
}

std::int32_t movedBack(std::string_view text, std::int32_t at, std::int32_t count, std::int32_t bound)
{
    for (auto place = static_cast<std::size_t>(at); count > 0 && at > bound; --count) {
        previousCodePoint(text, place);
        at = static_cast<std::int32_t>(place);
    }
    return std::max(at, bound);
}

std::int32_t charactersBefore(std::string_view text, std::int32_t at, std::int32_t most)
{
    std::int32_t count = 0;
    for (auto place = static_cast<std::size_t>(at); place > 0 && count < most; ++count)
        previousCodePoint(text, place);
    return count;
}

class Pipeline : public Tokenizer {
public:
    Pipeline(const TokenizerParts& parts, std::unique_ptr<TokenModel> model, std::vector<std::string> texts);

    std::string description() const override { return m_description; }
    int vocabularySize() const override { return static_cast<int>(m_texts.size()); }
    std::int32_t paddingId() const override { return m_padding; }
    Encoding encode(std::string_view text, int maxTokens) const override;
    std::string tokenText(std::int32_t id) const override;

private:
    bool encodePlain(std::string_view text, const TextPart& part, std::size_t enough, std::vector<Token>& tokens) const;
    bool encodePieces(std::string_view text, std::size_t enough, std::vector<Token>& tokens) const;
    void trim(std::string_view text, std::vector<Token>& tokens) const;
    void trimToken(std::string_view text, bool first, Token& token) const;

    std::unique_ptr<TokenModel> m_model;
    std::optional<TextNormalizer> m_normalizer;
    std::vector<SplitStep> m_splitters;
    AddedTokenFinder m_exact;        ///< Looked for in the text as it is,
    AddedTokenFinder m_normalized;   ///< and after normalization.
    TokenTemplate m_around;
    std::vector<std::string> m_texts;
    std::vector<Blanks> m_blanks;    ///< For each id; empty where places are not trimmed, −1 for added tokens.
    std::int32_t m_padding = 0;
    std::string m_description;
};

std::optional<TextNormalizer> normalizerOf(const TokenizerParts& parts)
{
    if (parts.normalizer)
        return TextNormalizer({BertNormalizer(*parts.normalizer)});
    return parts.normalizers.empty() ? std::nullopt : std::optional<TextNormalizer>(parts.normalizers);
}

AddedTokenFinder finderOf(const TokenizerParts& parts, const std::optional<TextNormalizer>& normalizer, bool normalized)
{
    std::vector<AddedToken> tokens;
    std::vector<std::string> patterns;
    for (const bool special : {true, false})
        for (const AddedToken& token : parts.added)
            if (token.special == special && token.normalized == normalized)
                tokens.push_back(token);
    for (const AddedToken& token : tokens) {
        AlignedText aligned;
        if (normalized && normalizer)
            normalizer->normalize(token.content, 0, aligned);
        patterns.push_back(normalized && normalizer ? aligned.text : token.content);
    }
    return AddedTokenFinder(std::move(tokens), patterns);
}

std::string descriptionOf(const TokenizerParts& parts, std::size_t tokens)
{
    std::string text = parts.kind == TokenModelKind::WordPiece ? "WordPiece" : "Byte-level BPE";
    if (parts.normalizer)
        text += parts.normalizer->lowerCase ? ", lower case" : ", case kept";
    return text + fmt::format(", {} tokens", groupedNumber(static_cast<std::int64_t>(tokens)));
}

std::int32_t paddingOf(const TokenizerParts& parts, const std::vector<std::string>& texts)
{
    for (const std::string& name : {parts.padding, std::string("[PAD]"), std::string("<pad>")})
        if (const auto found = std::find(texts.begin(), texts.end(), name); !name.empty() && found != texts.end())
            return static_cast<std::int32_t>(found - texts.begin());
    return 0;
}

Pipeline::Pipeline(const TokenizerParts& parts, std::unique_ptr<TokenModel> model, std::vector<std::string> texts)
    : m_model(std::move(model)),
      m_normalizer(normalizerOf(parts)), m_splitters(parts.splitters),
      m_exact(finderOf(parts, m_normalizer, false)), m_normalized(finderOf(parts, m_normalizer, true)),
      m_around(parts.around), m_texts(std::move(texts)), m_padding(paddingOf(parts, m_texts)),
      m_description(descriptionOf(parts, m_texts.size()))
{
    for (std::size_t id = 0; m_around.trimOffsets && id < m_texts.size(); ++id)
        m_blanks.push_back(blanksOf(m_texts[id]));
    for (const AddedToken& token : parts.added)
        if (m_around.trimOffsets)
            m_blanks[static_cast<std::size_t>(token.id)] = {-1, -1};
}

/// Cuts a text without added tokens. False: too much work.
bool Pipeline::encodePieces(std::string_view text, std::size_t enough, std::vector<Token>& tokens) const
{
    if (m_splitters.empty()) {
        m_model->encode(text, enough, tokens);
        return true;
    }
    std::vector<TextSpan> pieces;
    if (!splitText(m_splitters, text, pieces))
        return false;
    for (const TextSpan& piece : pieces) {
        const std::size_t before = tokens.size();
        if (before >= enough)
            break;
        m_model->encode(text.substr(static_cast<std::size_t>(piece.begin), static_cast<std::size_t>(piece.end - piece.begin)),
                        enough, tokens);
        for (std::size_t i = before; i < tokens.size(); ++i) {
            tokens[i].begin += piece.begin;
            tokens[i].end += piece.begin;
        }
    }
    return true;
}

/// One part of the text without exact added tokens: normalizes it, finds the others, and cuts the rest. False: too much work.
bool Pipeline::encodePlain(std::string_view text, const TextPart& part, std::size_t enough,
                           std::vector<Token>& tokens) const
{
    const std::string_view original = text.substr(static_cast<std::size_t>(part.begin),
                                                  static_cast<std::size_t>(part.end - part.begin));
    AlignedText aligned;
    if (m_normalizer && !m_normalizer->normalize(original, part.begin, aligned))
        return false;
    const std::string_view normal = m_normalizer ? std::string_view(aligned.text) : original;
    for (const TextPart& inner : m_normalized.parts(normal)) {
        const std::size_t before = tokens.size();
        const auto size = static_cast<std::size_t>(inner.end - inner.begin);
        if (before >= enough)
            return true;
        if (inner.id >= 0)
            tokens.push_back({inner.id, 0, inner.end - inner.begin});
        else if (!encodePieces(normal.substr(static_cast<std::size_t>(inner.begin), size), enough, tokens))
            return false;
        for (std::size_t i = before; i < tokens.size(); ++i) {
            TextSpan span{tokens[i].begin + inner.begin, tokens[i].end + inner.begin};
            span = m_normalizer ? aligned.spanOf(span.begin, span.end)
                                : TextSpan{span.begin + part.begin, span.end + part.begin};
            tokens[i].begin = span.begin;
            tokens[i].end = span.end;
        }
    }
    return true;
}

void Pipeline::trimToken(std::string_view text, bool first, Token& token) const
{
    Blanks blanks = m_blanks[static_cast<std::size_t>(token.id)];
    if (blanks.leading < 0)  // it may have taken blanks around it from the text
        blanks = blanksOf(text.substr(static_cast<std::size_t>(token.begin),
                                      static_cast<std::size_t>(token.end - token.begin)));
    const bool added = (first || token.begin == 0) && m_around.prefixSpace && blanks.leading == 1;
    if (!added)
        token.begin = movedForward(text, token.begin, blanks.leading, token.end);
    if (charactersBefore(text, token.end, blanks.trailing) == blanks.trailing)
        token.end = movedBack(text, token.end, blanks.trailing, token.begin);
}

void Pipeline::trim(std::string_view text, std::vector<Token>& tokens) const
{
    for (std::size_t i = 0; i < tokens.size(); ++i)
        trimToken(text, i == 0, tokens[i]);
}

Encoding Pipeline::encode(std::string_view text, int maxTokens) const
{
    const SafeText safe(text);
    const std::size_t around = m_around.before.size() + m_around.behind.size();
    const auto allowed = static_cast<std::size_t>(std::max(0, maxTokens));
    const std::size_t most = allowed - std::min(around, allowed);
    std::vector<Token> inside;
    Encoding encoding;
    for (const TextPart& part : m_exact.parts(safe.text())) {
        if (inside.size() > most || encoding.tooMuchWork)
            break;
        if (part.id >= 0)
            inside.push_back({part.id, part.begin, part.end});
        else
            encoding.tooMuchWork = !encodePlain(safe.text(), part, most + 1, inside);
    }
    encoding.truncated = inside.size() > most;
    inside.resize(std::min(inside.size(), most));
    if (m_around.trimOffsets)
        trim(safe.text(), inside);
    encoding.tokens.reserve(inside.size() + around);
    for (const std::int32_t id : m_around.before)
        encoding.tokens.push_back({id, 0, 0});
    for (const Token& token : inside)
        encoding.tokens.push_back({token.id, safe.originalPlace(token.begin), safe.originalPlace(token.end)});
    for (const std::int32_t id : m_around.behind)
        encoding.tokens.push_back({id, 0, 0});
    return encoding;
}

std::string Pipeline::tokenText(std::int32_t id) const
{
    return id < 0 || static_cast<std::size_t>(id) >= m_texts.size() ? std::string() : m_texts[static_cast<std::size_t>(id)];
}

Error badAddedToken(const AddedToken& token, const std::string& file, const std::string& found)
{
    return {"E-TOK-006",
            fmt::format("Cannot use the added token {} in {}: {}. Get the tokenizer again from where the model came from.",
                        inQuotes(token.content, 60), inQuotes(file), found), ""};
}

/// The tokens' texts by id, with added tokens behind the vocabulary: each has the id of its text in the vocabulary or the
/// next one that is free.
Result<std::vector<std::string>> textsById(const TokenizerParts& parts)
{
    std::vector<std::string> texts;
    TokenTable ids(parts.vocabulary.size());
    for (const TokenEntry& entry : parts.vocabulary) {
        texts.resize(std::max(texts.size(), static_cast<std::size_t>(entry.id) + 1));
        texts[static_cast<std::size_t>(entry.id)] = entry.text;
        ids.insert(entry.text, entry.id);
    }
    for (const AddedToken& token : parts.added) {
        const std::int32_t known = ids.find(token.content);
        const auto next = static_cast<std::int32_t>(texts.size());
        if (known >= 0 && known != token.id)
            return badAddedToken(token, parts.file, fmt::format("it says id {}, but the vocabulary says {}", token.id, known));
        if (known < 0 && token.id < next && token.id >= 0 && !texts[static_cast<std::size_t>(token.id)].empty())
            return badAddedToken(token, parts.file, fmt::format("its id {} is that of {}", token.id,
                                                                inQuotes(texts[static_cast<std::size_t>(token.id)], 60)));
        if (known < 0 && (token.id > next || token.id < 0))
            return badAddedToken(token, parts.file, fmt::format("its id is {}, where {} or less was expected", token.id, next));
        if (known >= 0)
            continue;
        texts.resize(std::max(texts.size(), static_cast<std::size_t>(token.id) + 1));
        texts[static_cast<std::size_t>(token.id)] = token.content;
        ids.insert(token.content, token.id);
    }
    return texts;
}

Status checkAround(const TokenizerParts& parts, std::size_t tokens)
{
    for (const auto* ids : {&parts.around.before, &parts.around.behind})
        for (const std::int32_t id : *ids)
            if (id < 0 || static_cast<std::size_t>(id) >= tokens)
                return Error{"E-TOK-007",
                             fmt::format("Cannot use the tokenizer in {}: its post_processor puts the id {} around a text, "
                                         "but ids go from 0 to {}. Get the tokenizer again from where the model came from.",
                                         inQuotes(parts.file), id, static_cast<std::int64_t>(tokens) - 1), ""};
    return Done{};
}

}  // namespace

Tokenizer::~Tokenizer() = default;

Result<std::unique_ptr<Tokenizer>> assembleTokenizer(TokenizerParts parts, Progress& progress)
{
    std::stable_sort(parts.added.begin(), parts.added.end(),
                     [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
    SS_TRY(auto texts, textsById(parts));
    SS_CHECK(checkAround(parts, texts.size()));
    SS_TRY(auto model, parts.kind == TokenModelKind::WordPiece
                           ? WordPiece::create(parts.vocabulary, parts.wordPiece, parts.file)
                           : BytePairs::create(parts.vocabulary, parts.merges, parts.bytePairs, parts.file, progress));
    return std::unique_ptr<Tokenizer>(std::make_unique<Pipeline>(parts, std::move(model), std::move(texts)));
}

}  // namespace sparsescope
