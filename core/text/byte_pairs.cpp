// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/byte_pairs.h"

#include "text/byte_level_words.h"
#include "text/safe_text.h"
#include "text/sentences.h"

#include <algorithm>
#include <bit>
#include <queue>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t shortWord = 48;      // up to here looking at all pairs beats keeping a queue
constexpr std::size_t longestWalk = 4096;  // see TokenTable

/// The 256 characters that stand for bytes: printable ones for themselves, the others from U+0100 on.
std::array<char32_t, 256> byteCharacters()
{
    std::array<char32_t, 256> characters{};
    char32_t next = 0x100;
    for (char32_t byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte != 0xAD);
        characters[byte] = printable ? byte : next++;
    }
    return characters;
}

/// From such a character back to its byte; −1: it stands for none.
std::int32_t byteOf(char32_t c)
{
    static const std::array<std::int16_t, 512> bytes = [] {
        std::array<std::int16_t, 512> table;
        table.fill(-1);
        const auto characters = byteCharacters();
        for (std::size_t byte = 0; byte < 256; ++byte)
            table[characters[byte]] = static_cast<std::int16_t>(byte);
        return table;
    }();
    return c < bytes.size() ? bytes[c] : -1;
}

std::uint64_t pairOf(std::int32_t left, std::int32_t right)
{
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

std::size_t spread(std::uint64_t pair)
{
    pair = (pair ^ (pair >> 32)) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(pair ^ (pair >> 29));
}

/// A token's place in the text with a space in front (`shift` 1) becomes the whole characters of `text` that it has
/// bytes of. That space belongs to the first character.
void place(std::string_view text, std::int32_t shift, Token& token)
{
    const auto size = static_cast<std::int32_t>(text.size());
    token.begin = std::max(0, token.begin - shift);
    token.end = std::max(1, token.end - shift);
    while (token.begin > 0 && isContinuation(text[static_cast<std::size_t>(token.begin)]))
        --token.begin;
    while (token.end < size && isContinuation(text[static_cast<std::size_t>(token.end)]))
        ++token.end;
}

}  // namespace

std::optional<std::string> bytesOfToken(std::string_view token)
{
    std::string bytes;
    for (std::size_t at = 0; at < token.size();) {
        const std::int32_t byte = byteOf(nextCodePoint(token, at));
        if (byte < 0)
            return std::nullopt;
        bytes.push_back(static_cast<char>(byte));
    }
    return bytes;
}

const BytePairs::Merge* BytePairs::mergeOf(std::int32_t left, std::int32_t right) const
{
    const std::uint64_t pair = pairOf(left, right);
    const std::size_t mask = m_merges.size() - 1;
    for (std::size_t at = spread(pair) & mask;; at = (at + 1) & mask) {
        if (m_merges[at].pair == pair)
            return &m_merges[at];
        if (m_merges[at].pair == ~0ULL)
            return nullptr;
    }
}

bool BytePairs::insertMerge(const Merge& merge)
{
    const std::size_t mask = m_merges.size() - 1;
    for (std::size_t step = 0, at = spread(merge.pair) & mask; step < longestWalk; ++step, at = (at + 1) & mask) {
        if (m_merges[at].pair != ~0ULL && m_merges[at].pair != merge.pair)
            continue;
        m_merges[at] = merge;
        return true;
    }
    return false;
}

Status BytePairs::takeVocabulary(const std::vector<TokenEntry>& vocabulary, const std::string& file)
{
    std::int32_t unknown = -1;
    m_byteIds.fill(-1);
    for (const TokenEntry& entry : vocabulary) {
        if (const auto bytes = bytesOfToken(entry.text); bytes && bytes->size() == 1)
            m_byteIds[static_cast<unsigned char>(bytes->front())] = entry.id;
        if (m_options.unknown && entry.text == *m_options.unknown)
            unknown = entry.id;
    }
    for (std::size_t byte = 0; byte < m_byteIds.size(); ++byte) {
        if (m_byteIds[byte] < 0 && unknown < 0)
            return Error{"E-TOK-004",
                         fmt::format("Cannot use the vocabulary in {}: it has no token for the byte {:#04x} and none for "
                                     "what is unknown. A byte-level vocabulary has a token for each of the 256 bytes; "
                                     "train it with the whole byte alphabet.",
                                     inQuotes(file), byte), ""};
        if (m_byteIds[byte] < 0)
            m_byteIds[byte] = unknown;
    }
    return Done{};
}

Status BytePairs::takeMerges(const std::vector<TokenEntry>& vocabulary, const std::vector<TokenMerge>& merges,
                             const std::string& file)
{
    TokenTable ids(vocabulary.size());
    for (const TokenEntry& entry : vocabulary)
        if (!ids.insert(entry.text, entry.id))
            return Error{"E-TOK-004",
                         fmt::format("Cannot read the vocabulary in {}: the token {} is in it twice, or is made to make "
                                     "look-ups slow. Get the file again from where the model came from.",
                                     inQuotes(file), inQuotes(entry.text, 60)), ""};
    m_merges.assign(std::bit_ceil(std::max<std::size_t>(16, 2 * merges.size() + 1)), Merge{});
    for (std::size_t i = 0; i < merges.size(); ++i) {
        const std::string whole = merges[i].left + merges[i].right;
        const std::int32_t left = ids.find(merges[i].left);
        const std::int32_t right = ids.find(merges[i].right);
        const std::int32_t id = ids.find(whole);
        if (left < 0 || right < 0 || id < 0)
            return Error{"E-TOK-005",
                         fmt::format("Cannot use the merges in {}: merge {} makes {} of {} and {}, but {} is not in the "
                                     "vocabulary. Merges and vocabulary belong to different models, or one is cut short.",
                                     inQuotes(file), i + 1, inQuotes(whole, 60), inQuotes(merges[i].left, 60),
                                     inQuotes(merges[i].right, 60),
                                     inQuotes(left < 0 ? merges[i].left : right < 0 ? merges[i].right : whole, 60)), ""};
        if (!insertMerge({pairOf(left, right), static_cast<std::int32_t>(i), id}))
            return Error{"E-TOK-005",
                         fmt::format("Cannot use the merges in {}: they are made to make look-ups slow. Get the file "
                                     "again from where the model came from.", inQuotes(file)), ""};
    }
    return Done{};
}

Status BytePairs::findWholeWords(const std::vector<TokenEntry>& vocabulary, Progress& progress)
{
    std::vector<Symbol> symbols;
    m_wholeWords = TokenTable(vocabulary.size());
    for (std::size_t i = 0; i < vocabulary.size(); ++i) {
        if (i % 1024 == 0 && progress.stopRequested())
            return Cancelled{};
        const auto bytes = bytesOfToken(vocabulary[i].text);
        if (!bytes || bytes->empty())
            continue;
        mergeWord(*bytes, symbols);
        if (m_options.wholeWordsFirst || (symbols.size() == 1 && symbols[0].id == vocabulary[i].id))
            m_wholeWords.insert(*bytes, vocabulary[i].id);
    }
    return Done{};
}

Result<std::unique_ptr<TokenModel>> BytePairs::create(const std::vector<TokenEntry>& vocabulary,
                                                      const std::vector<TokenMerge>& merges,
                                                      const BytePairOptions& options, const std::string& file,
                                                      Progress& progress)
{
    std::unique_ptr<BytePairs> model(new BytePairs(options));
    SS_CHECK(model->takeVocabulary(vocabulary, file));
    SS_CHECK(model->takeMerges(vocabulary, merges, file));
    SS_CHECK(model->findWholeWords(vocabulary, progress));
    return std::unique_ptr<TokenModel>(std::move(model));
}

void BytePairs::mergeShort(std::vector<Symbol>& symbols) const
{
    std::array<const Merge*, shortWord> merges;
    std::size_t count = symbols.size();
    const auto look = [&](std::size_t at) { merges[at] = mergeOf(symbols[at].id, symbols[at + 1].id); };
    for (std::size_t at = 0; at + 1 < count; ++at)
        look(at);
    while (count > 1) {
        std::size_t best = count;
        for (std::size_t at = 0; at + 1 < count; ++at)
            if (merges[at] != nullptr && (best == count || merges[at]->rank < merges[best]->rank))
                best = at;
        if (best == count)
            break;
        symbols[best] = {merges[best]->id, symbols[best].bytes + symbols[best + 1].bytes};
        --count;
        for (std::size_t at = best + 1; at < count; ++at) {
            symbols[at] = symbols[at + 1];
            merges[at - 1] = merges[at];
        }
        if (best > 0)
            look(best - 1);
        if (best + 1 < count)
            look(best);
    }
    symbols.resize(count);
}

void BytePairs::mergeLong(std::vector<Symbol>& symbols) const
{
    struct Candidate {
        std::int32_t rank, at, id;
        bool operator<(const Candidate& other) const { return std::pair(rank, at) > std::pair(other.rank, other.at); }
    };
    const auto count = static_cast<std::int32_t>(symbols.size());
    std::vector<std::int32_t> previous(symbols.size());
    std::vector<std::int32_t> next(symbols.size());
    for (std::int32_t at = 0; at < count; ++at) {
        previous[static_cast<std::size_t>(at)] = at - 1;
        next[static_cast<std::size_t>(at)] = at + 1;
    }
    const auto mergeAt = [&](std::int32_t at) -> const Merge* {
        const std::int32_t after = at < 0 ? count : next[static_cast<std::size_t>(at)];
        return after >= count ? nullptr : mergeOf(symbols[static_cast<std::size_t>(at)].id,
                                                  symbols[static_cast<std::size_t>(after)].id);
    };
    std::priority_queue<Candidate> queue;
    const auto offer = [&](std::int32_t at) {
        if (const Merge* merge = mergeAt(at))
            queue.push({merge->rank, at, merge->id});
    };
    for (std::int32_t at = 0; at + 1 < count; ++at)
        offer(at);
    while (!queue.empty()) {
        const Candidate top = queue.top();
        queue.pop();
        Symbol& left = symbols[static_cast<std::size_t>(top.at)];
        const Merge* merge = left.bytes == 0 ? nullptr : mergeAt(top.at);
        if (merge == nullptr || merge->id != top.id)
            continue;  // one of the two has become part of something else
        const std::int32_t gone = next[static_cast<std::size_t>(top.at)];
        left = {top.id, left.bytes + symbols[static_cast<std::size_t>(gone)].bytes};
        symbols[static_cast<std::size_t>(gone)].bytes = 0;
        const std::int32_t after = next[static_cast<std::size_t>(gone)];
        next[static_cast<std::size_t>(top.at)] = after;
        if (after < count)
            previous[static_cast<std::size_t>(after)] = top.at;
        offer(previous[static_cast<std::size_t>(top.at)]);
        offer(top.at);
    }
    std::erase_if(symbols, [](const Symbol& symbol) { return symbol.bytes == 0; });
}

void BytePairs::mergeWord(std::string_view word, std::vector<Symbol>& symbols) const
{
    symbols.clear();
    for (const char byte : word)
        symbols.push_back({m_byteIds[static_cast<unsigned char>(byte)], 1});
    if (symbols.size() <= shortWord)
        mergeShort(symbols);
    else
        mergeLong(symbols);
}

void BytePairs::encodeWord(std::string_view text, std::size_t begin, std::size_t end, std::vector<Symbol>& symbols,
                           std::vector<Token>& tokens) const
{
    const std::string_view word = text.substr(begin, end - begin);
    const std::int32_t whole = m_wholeWords.find(word);
    if (whole >= 0) {
        tokens.push_back({whole, static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end)});
        return;
    }
    mergeWord(word, symbols);
    for (auto at = static_cast<std::int32_t>(begin); const Symbol& symbol : symbols) {
        tokens.push_back({symbol.id, at, at + symbol.bytes});
        at += symbol.bytes;
    }
}

void BytePairs::encode(std::string_view text, std::size_t enough, std::vector<Token>& tokens) const
{
    if (text.empty())
        return;
    const bool prefixed = m_options.addPrefixSpace && text.front() != ' ';
    const std::string copy = prefixed ? " " + std::string(text) : std::string();
    const std::string_view all = prefixed ? std::string_view(copy) : text;
    const std::size_t before = tokens.size();
    std::vector<Symbol> symbols;
    for (std::size_t at = 0; at < all.size() && tokens.size() < enough;) {
        const std::size_t end = m_options.split ? byteLevelWordEnd(all, at) : all.size();
        encodeWord(all, at, end, symbols, tokens);
        at = end;
    }
    for (std::size_t i = before; i < tokens.size(); ++i)
        place(text, prefixed ? 1 : 0, tokens[i]);
}

}  // namespace sparsescope
