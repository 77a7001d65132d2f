// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/bert_normalizer.h"

#include "text/character_traits.h"
#include "text/safe_text.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace sparsescope {

namespace {

constexpr char32_t capitalDottedI = 0x130;  // the one character whose lower case is two: i and U+0307
constexpr char32_t dotAbove = 0x307;

bool isSpace(char32_t c, std::uint16_t traits)
{
    return c == '\t' || c == '\n' || c == '\r' || (traits & trait::space) != 0;
}

/// One walk over a text. Characters that combine wait until the next one that does not, because NFD sorts them. What a
/// sorted character stands for goes by its place and not by its origin, as in the library that defines the offsets.
class Walk {
public:
    Walk(const BertNormalizerOptions& options, const std::uint16_t* traits, AlignedText& out)
        : m_options(options), m_traits(traits), m_out(out)
    {
        UErrorCode status = U_ZERO_ERROR;
        m_decomposer = icu::Normalizer2::getNFDInstance(status);
    }

    void take(char32_t c, TextSpan span)
    {
        const std::uint16_t traits = m_traits[c];
        if (m_options.cleanText && (traits & trait::control) != 0)
            return;
        if (m_options.cleanText && isSpace(c, traits))
            return takeStarter(' ', span);
        if (!m_options.chineseCharacters || (traits & trait::chinese) == 0)
            return decompose(c, traits, span);
        takeStarter(' ', span);
        decompose(c, traits, span);
        takeStarter(' ', span);
    }

    void takeStarter(char32_t c, TextSpan span)
    {
        flush();
        m_span = span;
        put(c);
    }

    void takeReady(char c, TextSpan span)
    {
        flush();
        m_span = span;
        m_out.text.push_back(c);
        m_out.spans.push_back(span);
    }

    void flush()
    {
        if (m_waiting.empty())
            return;
        std::stable_sort(m_waiting.begin(), m_waiting.end(),
                         [](const Combining& a, const Combining& b) { return a.order < b.order; });
        std::size_t origin = 0;
        for (const Combining& mark : m_waiting) {
            if (mark.first)
                m_span = m_origins[origin++];
            put(mark.c);
        }
        m_waiting.clear();
        m_origins.clear();
    }

private:
    struct Combining {
        std::uint8_t order = 0;  ///< Canonical combining class.
        bool first = false;      ///< The first of what its origin was decomposed into.
        char32_t c = 0;
    };

    void decompose(char32_t c, std::uint16_t traits, TextSpan span)
    {
        if (!m_options.stripAccents || (traits & trait::decomposes) == 0)
            return takeStarter(c, span);
        icu::UnicodeString parts;
        if (m_decomposer == nullptr || !m_decomposer->getDecomposition(static_cast<UChar32>(c), parts))
            return takePart(c, true, span);
        for (std::int32_t at = 0; at < parts.length();) {
            const UChar32 part = parts.char32At(at);
            takePart(static_cast<char32_t>(part), at == 0, span);
            at += U16_LENGTH(part);
        }
    }

    void takePart(char32_t c, bool first, TextSpan span)
    {
        const std::uint8_t order = combiningClass(c);
        if (order == 0) {
            flush();
            if (first)
                m_span = span;
            return put(c);
        }
        m_waiting.push_back({order, first, c});
        if (first)
            m_origins.push_back(span);
    }

    void put(char32_t c)
    {
        const std::uint16_t traits = m_traits[c];
        if (m_options.stripAccents && (traits & trait::mark) != 0)
            return;
        if (!m_options.lowerCase || (traits & trait::upper) == 0)
            return append(c);
        if (c != capitalDottedI)
            return append(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
        append('i');
        append(dotAbove);
    }

    void append(char32_t c)
    {
        appendCodePoint(m_out.text, c);
        m_out.spans.resize(m_out.text.size(), m_span);
    }

    const BertNormalizerOptions& m_options;
    const std::uint16_t* m_traits;
    AlignedText& m_out;
    const icu::Normalizer2* m_decomposer = nullptr;
    TextSpan m_span;
    std::vector<Combining> m_waiting;
    std::vector<TextSpan> m_origins;  ///< Of those that wait and are the first of their parts.
};

}  // namespace

BertNormalizer::BertNormalizer(const BertNormalizerOptions& options)
    : m_options(options), m_traits(characterTraits())
{
    for (std::size_t c = 0; c < m_ascii.size(); ++c) {
        const bool dropped = options.cleanText && (m_traits[c] & trait::control) != 0;
        const bool blank = options.cleanText && isSpace(static_cast<char32_t>(c), m_traits[c]);
        const bool upper = options.lowerCase && c >= 'A' && c <= 'Z';
        m_ascii[c] = static_cast<char>(dropped ? 0 : blank ? ' ' : upper ? c - 'A' + 'a' : c);
    }
}

void BertNormalizer::normalize(std::string_view text, std::int32_t offset, AlignedText& out) const
{
    out.clear();
    out.text.reserve(text.size());
    out.spans.reserve(text.size());
    Walk walk(m_options, m_traits, out);
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = static_cast<std::int32_t>(at) + offset;
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            ++at;
            if (m_ascii[byte] != 0 || !m_options.cleanText)
                walk.takeReady(m_ascii[byte], {begin, begin + 1});
            continue;
        }
        const char32_t c = nextCodePoint(text, at);
        walk.take(c, {begin, static_cast<std::int32_t>(at) + offset});
    }
    walk.flush();
}

}  // namespace sparsescope
