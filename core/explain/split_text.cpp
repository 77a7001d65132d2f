// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/split_text.h"

#include "text/tokenizer.h"

#include <algorithm>
#include <unordered_map>

namespace sparsescope {

namespace {

std::string keyOf(std::string_view word, WordUnit unit)
{
    return unit == WordUnit::Folded ? foldedWord(word) : std::string(word);
}

}  // namespace

SplitText::SplitText(std::string text, WordUnit unit, std::size_t bytes) : m_text(std::move(text))
{
    std::unordered_map<std::string, int> known;
    for (const Word& word : splitWords(m_text)) {
        const auto begin = static_cast<std::size_t>(word.begin);
        std::string key = keyOf(std::string_view(m_text).substr(begin, static_cast<std::size_t>(word.end) - begin), unit);
        auto found = known.find(key);
        // A later place of a word that is read goes with it: taken out, the rest of the text moves up into sight.
        if (begin >= bytes && (found == known.end() || unit == WordUnit::Place))
            continue;
        if (found == known.end() || unit == WordUnit::Place) {
            found = known.insert_or_assign(key, size()).first;
            m_units.push_back({std::move(key), {}});
        }
        m_units[static_cast<std::size_t>(found->second)].places.push_back(word);
        m_places.push_back({word, found->second});
    }
}

std::string SplitText::keeping(const WordMask& kept) const
{
    std::string result;
    result.reserve(m_text.size());
    std::size_t from = 0;
    for (const Place& place : m_places) {
        if (kept[static_cast<std::size_t>(place.unit)])
            continue;
        result.append(m_text, from, static_cast<std::size_t>(place.word.begin) - from);
        from = static_cast<std::size_t>(place.word.end);
    }
    return result.append(m_text, from);
}

namespace {

/// Where the last token ends that stands for something.
std::size_t endOf(const Encoding& encoding)
{
    std::int32_t end = 0;
    for (const Token& token : encoding.tokens)
        if (token.end > token.begin)
            end = std::max(end, token.end);
    return static_cast<std::size_t>(end);
}

}  // namespace

ReadPart readPart(const TextModel& model, std::string_view text)
{
    const Encoding encoding = model.tokenizer().encode(text, model.maxTokens());
    if (!encoding.truncated)
        return {text.size(), text.size(), false};
    // Were all its words taken out, as many tokens again would be read; a third time as many for where the cut falls.
    const Encoding far = model.tokenizer().encode(text, 3 * std::min(model.maxTokens(), 1 << 20));
    return {endOf(encoding), far.truncated ? endOf(far) : text.size(), true};
}

}  // namespace sparsescope
