// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/identity_words.h"

#include "base/files.h"
#include "base/text.h"
#include "text/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::string_view slot = "{word}";

std::string_view trimmed(std::string_view text)
{
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string> commaList(std::string_view text)
{
    std::vector<std::string> parts;
    while (true) {
        const auto comma = text.find(',');
        parts.emplace_back(trimmed(text.substr(0, comma)));
        if (comma == std::string_view::npos)
            return parts;
        text.remove_prefix(comma + 1);
    }
}

/// Reads the list line by line.
class ListReader {
public:
    explicit ListReader(std::string file) : m_file(std::move(file)) {}

    Status line(std::string_view raw)
    {
        ++m_line;
        const std::string_view text = trimmed(raw);
        if (text.empty() || text.front() == '#')
            return Done{};
        if (!isValidUtf8(text))
            return wrong("bytes that are not UTF-8", "UTF-8 text");
        if (text.front() == '[')
            return section(text);
        if (m_inTemplates)
            return pattern(text);
        if (m_words.axes.empty())
            return wrong(sparsescope::quoted(text), "an axis in brackets before it: [religion]");
        return group(text);
    }

    Result<IdentityWords> end()
    {
        for (const IdentityAxis& axis : m_words.axes)
            if (axis.groups.size() < 2)
                return wrong(fmt::format("the axis {} with {} groups", sparsescope::quoted(axis.name), axis.groups.size()), "at least two groups to compare");
        if (m_words.axes.empty())
            return wrong("no axis at all", "at least one: [religion] and lines \"group: term, term\"");
        return std::move(m_words);
    }

private:
    Error wrong(const std::string& found, const std::string& expected) const
    {
        return {"E-BIAS-001", fmt::format("{}, line {}: found {}; expected {}.", sparsescope::quoted(m_file, 300), m_line, found, expected), ""};
    }

    Status section(std::string_view text)
    {
        if (text.back() != ']' || text.size() < 3)
            return wrong(sparsescope::quoted(text), "a name in brackets: [religion] or [templates]");
        const std::string name(trimmed(text.substr(1, text.size() - 2)));
        m_inTemplates = name == "templates";
        if (m_inTemplates)
            return Done{};
        for (const IdentityAxis& axis : m_words.axes)
            if (axis.name == name)
                return wrong(fmt::format("the axis {} again", sparsescope::quoted(name)), "each axis once");
        m_words.axes.push_back({name, {}});
        m_terms.clear();
        return Done{};
    }

    Status group(std::string_view text)
    {
        const auto colon = text.find(':');
        if (colon == std::string_view::npos || colon == 0)
            return wrong(sparsescope::quoted(text), "\"group: term, term\"");
        IdentityGroup group{std::string(trimmed(text.substr(0, colon))), commaList(text.substr(colon + 1))};
        for (const std::string& term : group.terms) {
            if (splitWords(term).empty())
                return wrong(fmt::format("the term {}", sparsescope::quoted(term)), "a word");
            if (!m_terms.insert(foldedWord(term)).second)
                return wrong(fmt::format("the term {} again", sparsescope::quoted(term)), "each term in one group of its axis");
        }
        for (const IdentityGroup& other : m_words.axes.back().groups)
            if (other.name == group.name)
                return wrong(fmt::format("the group {} again", sparsescope::quoted(group.name)), "each group once in its axis");
        m_words.axes.back().groups.push_back(std::move(group));
        return Done{};
    }

    Status pattern(std::string_view text)
    {
        const auto at = text.find(slot);
        if (at == std::string_view::npos || text.find(slot, at + 1) != std::string_view::npos)
            return wrong(sparsescope::quoted(text), "a sentence with {word} in it, once");
        m_words.templates.emplace_back(text);
        return Done{};
    }

    std::string m_file;
    int m_line = 0;
    bool m_inTemplates = false;
    IdentityWords m_words;
    std::set<std::string> m_terms;  ///< Of the present axis, folded.
};

/// By spelling: good for the shipped list and most words.
bool takesAn(std::string_view term)
{
    const std::string folded = foldedWord(term);
    for (const char* start : {"eu", "uni", "one", "us"})
        if (folded.starts_with(start))
            return false;
    return !folded.empty() && std::string_view("aeiou").find(folded[0]) != std::string_view::npos;
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

std::string_view bytesOf(std::string_view text, const Word& word)
{
    return text.substr(static_cast<std::size_t>(word.begin), static_cast<std::size_t>(word.end - word.begin));
}

/// How many words of the text from `at` on are the term; 0 where they are not.
std::size_t matchLength(std::string_view text, const std::vector<Word>& words, std::size_t at, const std::string& term)
{
    const std::vector<Word> parts = splitWords(term);
    if (at + parts.size() > words.size())
        return 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (foldedWord(bytesOf(text, words[at + i])) != foldedWord(bytesOf(term, parts[i])))
            return 0;
        // "non-binary" and "non binary", but not "non. Binary".
        if (i > 0 && words[at + i].begin - words[at + i - 1].end != 1)
            return 0;
    }
    return parts.size();
}

/// The longest term of the axis that begins at this word.
std::size_t longestMatch(std::string_view text, const std::vector<Word>& words, std::size_t at, const IdentityAxis& axis)
{
    std::size_t longest = 0;
    for (const IdentityGroup& group : axis.groups)
        for (const std::string& term : group.terms)
            longest = std::max(longest, matchLength(text, words, at, term));
    return longest;
}

IdentityFrame frameAt(std::string_view text, const std::vector<Word>& words, std::size_t at, std::size_t length)
{
    IdentityFrame frame;
    const auto begin = static_cast<std::size_t>(words[at].begin);
    const auto end = static_cast<std::size_t>(words[at + length - 1].end);
    frame.after = std::string(text.substr(end));
    frame.before = std::string(text.substr(0, begin));
    if (at > 0) {
        const std::string_view article = bytesOf(text, words[at - 1]);
        const std::string folded = foldedWord(article);
        const auto articleEnd = static_cast<std::size_t>(words[at - 1].end);
        const std::string_view gap = text.substr(articleEnd, begin - articleEnd);
        if ((folded == "a" || folded == "an") && gap.find_first_not_of(" \t") == std::string_view::npos) {
            frame.article = isUpper(article[0]) ? IdentityFrame::Article::Capital : IdentityFrame::Article::Small;
            frame.before = std::string(text.substr(0, static_cast<std::size_t>(words[at - 1].begin)));
            frame.articleGap = std::string(gap);
        }
    }
    const std::string_view lead = trimmed(frame.before);
    frame.capital = frame.article == IdentityFrame::Article::None && isUpper(text[begin])
                    && (lead.empty() || std::string_view(".!?\n\"").find(lead.back()) != std::string_view::npos);
    return frame;
}

}  // namespace

Result<IdentityWords> parseIdentityWords(std::string_view text, const std::string& file)
{
    ListReader reader(file);
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        SS_CHECK(reader.line(text.substr(at, end - at)));
        at = end + 1;
    }
    return reader.end();
}

Result<IdentityWords> readIdentityWords(const std::filesystem::path& file)
{
    SS_TRY(const std::string text, readTextFile(file, 1 << 20));
    return parseIdentityWords(text, file.string());
}

std::string IdentityFrame::with(std::string_view term) const
{
    std::string text = before;
    if (article != Article::None) {
        text += article == Article::Capital ? "A" : "a";
        const std::string next = articleGap + std::string(term);
        text += (takesAn(trimmed(next)) ? "n" : "") + articleGap;
    }
    const std::size_t start = text.size();
    text += term;
    if (capital && start < text.size())
        text[start] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[start])));
    return text + after;
}

IdentityFrame frameOfTemplate(std::string_view pattern)
{
    IdentityFrame frame;
    const auto at = pattern.find(slot);
    std::string_view before = pattern.substr(0, at);
    frame.after = std::string(pattern.substr(at + slot.size()));
    for (const auto& [mark, article] : {std::pair<std::string_view, IdentityFrame::Article>{"{a}", IdentityFrame::Article::Small},
                                        {"{A}", IdentityFrame::Article::Capital}}) {
        const auto found = before.rfind(mark);
        if (found == std::string_view::npos)
            continue;
        frame.article = article;
        frame.articleGap = std::string(before.substr(found + mark.size()));
        before = before.substr(0, found);
    }
    frame.before = std::string(before);
    frame.capital = frame.article == IdentityFrame::Article::None && trimmed(before).empty();
    return frame;
}

std::vector<IdentityFrame> framesOfText(const IdentityWords& words, std::string_view text, std::int64_t number)
{
    const std::vector<Word> split = splitWords(text);
    std::vector<IdentityFrame> frames;
    for (std::size_t axis = 0; axis < words.axes.size(); ++axis)
        for (std::size_t at = 0; at < split.size(); ++at)
            if (const std::size_t length = longestMatch(text, split, at, words.axes[axis]); length > 0) {
                frames.push_back(frameAt(text, split, at, length));
                frames.back().axis = static_cast<int>(axis);
                frames.back().text = number;
                break;
            }
    return frames;
}

}  // namespace sparsescope
