// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/text_pattern.h"

#include "text/pattern_translation.h"
#include "text/safe_text.h"
#include "text/sentences.h"

#include <algorithm>
#include <array>
#include <optional>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::uint32_t deepestGroup = 50;
constexpr std::size_t firstWindow = 64;       // bytes
constexpr std::uint32_t firstSteps = 256;
constexpr std::uint64_t workOfShortTexts = 16U << 20;
constexpr std::uint64_t workPerByte = 64;

struct FreeMatch {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct FreeContext {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeCompile {
    void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

/// Matches one pattern at places of one text. A place is tried in a window of a few bytes first, that grows only when the
/// engine looked at its end, and with few steps, that grow only when they were used up: so what a place can cost is
/// known, and is taken from a budget.
class Search {
public:
    enum class Outcome { Match, None, TooMuch };

    Search(const pcre2_code* code, std::string_view text)
        : m_code(code), m_text(text), m_data(pcre2_match_data_create(1, nullptr)), m_context(pcre2_match_context_create(nullptr)),
          m_budget(workOfShortTexts + workPerByte * text.size())
    {
    }

    Outcome at(std::size_t begin, TextSpan& match)
    {
        if (!m_data || !m_context)
            return Outcome::TooMuch;
        std::size_t window = firstWindow;
        std::uint32_t steps = firstSteps;
        for (;;) {
            const std::size_t end = windowEnd(begin, window);
            pcre2_set_match_limit(m_context.get(), steps);
            const std::uint32_t options = PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK | (end < m_text.size() ? PCRE2_PARTIAL_HARD : 0U);
            const int found = pcre2_match(m_code, reinterpret_cast<PCRE2_SPTR>(m_text.data()), end, begin, options, m_data.get(),
                                          m_context.get());
            if (found == PCRE2_ERROR_NOMATCH)
                return Outcome::None;
            if (found >= 0)
                return taken(match);
            if (found == PCRE2_ERROR_PARTIAL)
                window *= 4;
            else if (found == PCRE2_ERROR_MATCHLIMIT && steps < (1U << 28))
                steps *= 16;
            else
                return Outcome::TooMuch;
            if (!pay(found == PCRE2_ERROR_PARTIAL ? std::min(window, m_text.size()) : steps))
                return Outcome::TooMuch;
        }
    }

private:
    std::size_t windowEnd(std::size_t begin, std::size_t window) const
    {
        std::size_t end = std::min(m_text.size(), begin + window);
        while (end < m_text.size() && isContinuation(m_text[end]))
            ++end;
        return end;
    }

    Outcome taken(TextSpan& match) const
    {
        const PCRE2_SIZE* places = pcre2_get_ovector_pointer(m_data.get());
        match = {static_cast<std::int32_t>(places[0]), static_cast<std::int32_t>(places[1])};
        return Outcome::Match;
    }

    bool pay(std::uint64_t work)
    {
        const bool enough = work <= m_budget;
        m_budget -= std::min(work, m_budget);
        return enough;
    }

    const pcre2_code* m_code;
    std::string_view m_text;
    std::unique_ptr<pcre2_match_data, FreeMatch> m_data;
    std::unique_ptr<pcre2_match_context, FreeContext> m_context;
    std::uint64_t m_budget;
};

Error refused(const std::string& pattern, const std::string& owner, const std::string& why)
{
    return {"E-TOK-003", fmt::format("Cannot use {} has the pattern {}, of which {}. Save the tokenizer with a pattern of plain "
                                     "classes, groups and repeats.", owner, inQuotes(pattern, 100), why), ""};
}

std::string messageOf(int error)
{
    std::array<PCRE2_UCHAR, 200> message{};
    pcre2_get_error_message(error, message.data(), message.size());
    return reinterpret_cast<const char*>(message.data());
}

}  // namespace

TextPattern TextPattern::literal(std::string text)
{
    TextPattern pattern;
    pattern.m_literal = std::move(text);
    return pattern;
}

Result<TextPattern> TextPattern::expression(const std::string& pattern, const std::string& owner)
{
    if (pattern.empty() || pattern.size() > longest)
        return refused(pattern, owner, fmt::format("the length is {} bytes, where 1 to {} were expected", pattern.size(), longest));
    if (!isValidUtf8(pattern))
        return refused(pattern, owner, "not all is UTF-8");
    const TranslatedPattern translated = translatedPattern(pattern);
    if (!translated.refused.empty())
        return refused(pattern, owner, fmt::format("{} is not supported", inQuotes(translated.refused, 60)));
    const std::unique_ptr<pcre2_compile_context, FreeCompile> context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context.get(), deepestGroup);
    int error = 0;
    PCRE2_SIZE place = 0;
    const std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK;
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.pattern.data()), translated.pattern.size(), options,
                                     &error, &place, context.get());
    if (code == nullptr)
        return refused(pattern, owner, "the engine says: " + displayText(messageOf(error), 120));
    TextPattern result;
    result.m_code = std::shared_ptr<const void>(code, [](const void* owned) {
        pcre2_code_free(static_cast<pcre2_code*>(const_cast<void*>(owned)));
    });
    return result;
}

void TextPattern::literalMatches(std::string_view text, std::vector<TextSpan>& found) const
{
    if (m_literal.empty())
        return;
    for (std::size_t at = text.find(m_literal); at != std::string_view::npos; at = text.find(m_literal, at + m_literal.size()))
        found.push_back({static_cast<std::int32_t>(at), static_cast<std::int32_t>(at + m_literal.size())});
}

bool TextPattern::matches(std::string_view text, std::vector<TextSpan>& found) const
{
    found.clear();
    if (!m_code) {
        literalMatches(text, found);
        return true;
    }
    Search search(static_cast<const pcre2_code*>(m_code.get()), text);
    std::int32_t lastEnd = -1;
    for (std::size_t at = 0; at <= text.size();) {
        TextSpan match;
        const Search::Outcome outcome = search.at(at, match);
        if (outcome == Search::Outcome::TooMuch)
            return false;
        const bool accepted = outcome == Search::Outcome::Match && (match.end > match.begin || match.end != lastEnd);
        if (accepted) {
            found.push_back(match);
            lastEnd = match.end;
        }
        if (accepted && match.end > static_cast<std::int32_t>(at))
            at = static_cast<std::size_t>(match.end);
        else if (at < text.size())
            nextCodePoint(text, at);
        else
            break;
    }
    return true;
}

}  // namespace sparsescope
