// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/text_normalizer.h"

#include "text/character_traits.h"
#include "text/safe_text.h"

#include <algorithm>

namespace sparsescope {

namespace {

constexpr std::size_t mostGrowth = 32;
constexpr std::size_t mostOfShortTexts = 1 << 20;

bool has(char32_t c, std::uint16_t what)
{
    return (characterTraits()[c] & what) != 0;
}

/// Makes one text of another, character by character, and keeps what each stands for.
class Change {
public:
    /// `first` is where the text begins that all of this is about.
    Change(const AlignedText& from, std::int32_t first, AlignedText& to) : m_from(from), m_first(first), m_to(to) { to.clear(); }

    bool atEnd() const { return m_at >= m_from.text.size(); }
    std::size_t place() const { return m_at; }
    char32_t next() { return nextCodePoint(m_from.text, m_at); }

    /// A character with the place of the one that begins at byte `origin` of the text before.
    void put(char32_t c, std::size_t origin) { append(c, m_from.spans[origin]); }
    /// A character that belongs to what was read last.
    void insert(char32_t c) { append(c, m_at == 0 ? TextSpan{m_first, m_first} : m_from.spans[m_at - 1]); }
    void skipTo(std::size_t place) { m_at = place; }

    void copyTo(std::size_t end)
    {
        m_to.text.append(m_from.text, m_at, end - m_at);
        m_to.spans.insert(m_to.spans.end(), m_from.spans.begin() + static_cast<std::ptrdiff_t>(m_at),
                          m_from.spans.begin() + static_cast<std::ptrdiff_t>(end));
        m_at = end;
    }

private:
    void append(char32_t c, TextSpan span)
    {
        appendCodePoint(m_to.text, c);
        m_to.spans.resize(m_to.text.size(), span);
    }

    const AlignedText& m_from;
    std::int32_t m_first;
    AlignedText& m_to;
    std::size_t m_at = 0;
};

/// Applies one step to `from`. False: too much work.
struct Apply {
    const AlignedText& from;
    std::int32_t first;
    AlignedText& to;
    std::size_t most;  ///< Bytes that replacements may make.

    bool operator()(const BertNormalizer& bert) const
    {
        bert.normalize(from.text, 0, to);
        for (TextSpan& span : to.spans)
            span = from.spanOf(span.begin, span.end);
        return true;
    }

    bool operator()(UnicodeForm form) const
    {
        Change change(from, first, to);
        for (const ChangedCharacter& changed : inForm(from.text, form)) {
            if (changed.change > 0) {
                change.insert(changed.c);
                continue;
            }
            const std::size_t origin = change.place();
            for (std::int32_t read = changed.change; read <= 0 && !change.atEnd(); ++read)
                change.next();
            change.put(changed.c, origin);
        }
        return true;
    }

    bool operator()(LowerCase) const
    {
        Change change(from, first, to);
        while (!change.atEnd()) {
            const std::size_t origin = change.place();
            const char32_t c = change.next();
            const bool dotted = c == 0x130;  // the one character whose lower case is two
            change.put(dotted ? U'i' : lowerCaseOf(c), origin);
            if (dotted)
                change.insert(0x307);
        }
        return true;
    }

    bool operator()(RemoveMarks) const
    {
        Change change(from, first, to);
        while (!change.atEnd()) {
            const std::size_t origin = change.place();
            const char32_t c = change.next();
            if (!isMark(c))
                change.put(c, origin);
        }
        return true;
    }

    bool operator()(const StripEnds& ends) const
    {
        std::size_t begin = 0;
        std::size_t end = from.text.size();
        for (std::size_t at = 0; ends.left && at < end && has(nextCodePoint(from.text, at), trait::space);)
            begin = at;
        for (std::size_t at = end; ends.right && at > begin && has(previousCodePoint(from.text, at), trait::space);)
            end = at;
        Change change(from, first, to);
        change.skipTo(begin);
        change.copyTo(end);
        return true;
    }

    bool operator()(const PrependText& prepended) const
    {
        Change change(from, first, to);
        for (std::size_t at = 0; !from.text.empty() && at < prepended.text.size();)
            change.put(nextCodePoint(prepended.text, at), 0);
        change.copyTo(from.text.size());
        return true;
    }

    bool operator()(const ReplaceMatches& replace) const
    {
        std::vector<TextSpan> found;
        if (!from.text.empty() && !replace.pattern.matches(from.text, found))
            return false;
        if (from.text.size() + found.size() * replace.text.size() > most)
            return false;
        Change change(from, first, to);
        for (const TextSpan& match : found) {
            change.copyTo(static_cast<std::size_t>(match.begin));
            change.skipTo(static_cast<std::size_t>(match.end));
            for (std::size_t at = 0; at < replace.text.size();)
                change.insert(nextCodePoint(replace.text, at));
        }
        change.copyTo(from.text.size());
        return true;
    }
};

AlignedText unchanged(std::string_view text, std::int32_t offset)
{
    AlignedText aligned;
    aligned.text = text;
    aligned.spans.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = static_cast<std::int32_t>(at) + offset;
        nextCodePoint(text, at);
        aligned.spans.resize(at, {begin, static_cast<std::int32_t>(at) + offset});
    }
    return aligned;
}

}  // namespace

bool TextNormalizer::normalize(std::string_view text, std::int32_t offset, AlignedText& out) const
{
    if (m_steps.size() == 1)
        if (const auto* bert = std::get_if<BertNormalizer>(&m_steps.front())) {
            bert->normalize(text, offset, out);
            return true;
        }
    out = unchanged(text, offset);
    for (const NormalizerStep& step : m_steps) {
        AlignedText next;
        if (!std::visit(Apply{out, offset, next, mostGrowth * text.size() + mostOfShortTexts}, step))
            return false;
        out = std::move(next);
    }
    return true;
}

}  // namespace sparsescope
