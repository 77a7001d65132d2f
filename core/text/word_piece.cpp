// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/word_piece.h"

#include "text/character_traits.h"
#include "text/safe_text.h"
#include "text/sentences.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t mostWordBytes = 4 * 1000;  // four for each character, of which options allow a thousand at most

struct Match {
    std::size_t end = 0;
    std::int32_t id = -1;  ///< −1: no token begins here.
};

/// The longest token of `table` that `text` has at `begin`; it ends at or before `end`, with a whole character.
Match longestMatch(const TokenTable& table, std::string_view text, std::size_t begin, std::size_t end)
{
    const std::size_t last = std::min(end, begin + table.longest());
    std::array<std::uint64_t, mostWordBytes + 1> hashes;
    hashes[0] = TokenTable::emptyHash;
    for (std::size_t at = begin; at < last; ++at)
        hashes[at - begin + 1] = TokenTable::extendedHash(hashes[at - begin], text[at]);
    for (std::size_t at = last; at > begin; --at) {
        if (at < end && isContinuation(text[at]))
            continue;
        const std::int32_t id = table.find(text.substr(begin, at - begin), hashes[at - begin]);
        if (id >= 0)
            return {at, id};
    }
    return {};
}

std::size_t charactersIn(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !isContinuation(c); }));
}

Token tokenAt(std::int32_t id, std::size_t begin, std::size_t end)
{
    return {id, static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end)};
}

}  // namespace

TokenModel::~TokenModel() = default;

WordPiece::WordPiece(const WordPieceOptions& options, std::size_t tokens)
    : m_options(options), m_first(tokens), m_further(tokens), m_traits(characterTraits())
{
}

Result<std::unique_ptr<TokenModel>> WordPiece::create(const std::vector<TokenEntry>& vocabulary,
                                                      const WordPieceOptions& options, const std::string& file)
{
    std::unique_ptr<WordPiece> model(new WordPiece(options, vocabulary.size()));
    for (const TokenEntry& entry : vocabulary) {
        bool fits = model->m_first.insert(entry.text, entry.id);
        if (entry.text.starts_with(options.prefix))
            fits = model->m_further.insert(std::string_view(entry.text).substr(options.prefix.size()), entry.id) && fits;
        if (!fits)
            return Error{"E-TOK-004",
                         fmt::format("Cannot read the vocabulary in {}: the token {} is in it twice, or is made to "
                                     "make look-ups slow. Get the file again from where the model came from.",
                                     inQuotes(file), inQuotes(entry.text, 60)), ""};
    }
    model->m_unknown = model->m_first.find(options.unknown);
    if (model->m_unknown < 0)
        return Error{"E-TOK-004",
                     fmt::format("Cannot use the vocabulary in {}: it lacks {}, the token for words that it does not "
                                 "know. It belongs to another kind of model, or is cut short.",
                                 inQuotes(file), inQuotes(options.unknown, 60)), ""};
    return std::unique_ptr<TokenModel>(std::move(model));
}

bool WordPiece::encodeKnown(std::string_view text, std::size_t begin, std::size_t end, std::vector<Token>& tokens) const
{
    for (std::size_t at = begin; at < end;) {
        const Match match = longestMatch(at == begin ? m_first : m_further, text, at, end);
        if (match.id < 0)
            return false;
        tokens.push_back(tokenAt(match.id, at, match.end));
        at = match.end;
    }
    return true;
}

void WordPiece::encodeWord(std::string_view text, std::size_t begin, std::size_t end, std::vector<Token>& tokens) const
{
    const std::size_t before = tokens.size();
    const auto most = static_cast<std::size_t>(m_options.mostCharacters);
    const bool tooLong = end - begin > most && charactersIn(text.substr(begin, end - begin)) > most;
    if (!tooLong && encodeKnown(text, begin, end, tokens))
        return;
    tokens.resize(before);
    tokens.push_back(tokenAt(m_unknown, begin, end));
}

void WordPiece::encode(std::string_view text, std::size_t enough, std::vector<Token>& tokens) const
{
    if (!m_options.split)
        return encodeWord(text, 0, text.size(), tokens);
    std::size_t word = 0;  // where the present one began
    for (std::size_t at = 0; at < text.size() && tokens.size() < enough;) {
        const std::size_t begin = at;
        const char32_t c = nextCodePoint(text, at);
        const std::uint16_t traits = m_traits[c];
        if ((traits & (trait::space | trait::punctuation)) == 0)
            continue;
        if (word < begin)
            encodeWord(text, word, begin, tokens);
        if ((traits & trait::space) == 0)
            encodeWord(text, begin, at, tokens);
        word = at;
    }
    if (word < text.size() && tokens.size() < enough)
        encodeWord(text, word, text.size(), tokens);
}

}  // namespace sparsescope
