// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/pattern_translation.h"

#include "text/safe_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <vector>

#include <fmt/format.h>

namespace sparsescope {

namespace {

// White_Space; PCRE2's own \s has U+180E too.
constexpr std::string_view spaces = R"(\x09-\x0d\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
// PCRE2's own \w lacks marks and most connectors.
constexpr std::string_view wordCharacters = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})";

bool isAsciiAlnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// What PCRE2 calls a property that Oniguruma calls `name`; empty: not known.
std::string propertyName(std::string_view name)
{
    static constexpr std::array<std::array<std::string_view, 2>, 7> longNames{{{"Letter", "L"}, {"Mark", "M"}, {"Number", "N"},
        {"Punctuation", "P"}, {"Symbol", "S"}, {"Separator", "Z"}, {"Alphabetic", "Alphabetic"}}};
    for (const auto& [from, to] : longNames)
        if (name == from)
            return std::string(to);
    if (isOneOf(name, {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps",
                       "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "Cc", "Cf", "Co"}))
        return std::string(name);
    if (isOneOf(name, {"Han", "Hiragana", "Katakana", "Hangul", "Bopomofo", "Latin", "Greek", "Cyrillic", "Arabic", "Hebrew",
                       "Thai", "Lao", "Devanagari", "Bengali", "Tamil", "Telugu", "Armenian", "Georgian", "Ethiopic",
                       "Khmer", "Myanmar", "Tibetan", "Mongolian"}))
        return "sc:" + std::string(name);  // without "sc:" PCRE2 means script extensions
    return {};
}

class Translation {
public:
    explicit Translation(std::string_view pattern) : m_in(pattern) {}

    TranslatedPattern run()
    {
        while (m_at < m_in.size() && m_refused.empty())
            step();
        return {std::move(m_out), std::move(m_refused)};
    }

private:
    /// Characters of a class, and classes that it holds by what is not in them.
    struct Class {
        std::string items;
        std::vector<std::string> complements;
        bool single = false;  ///< The last item is one character, with which a range may begin.
    };

    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_in.size() ? m_in[m_at + ahead] : '\0'; }
    bool caseless() const { return !m_caseless.empty() && m_caseless.back(); }

    void refuse(std::size_t from, std::string_view why = {})
    {
        const std::size_t end = std::min(m_in.size(), std::max(m_at, from + 1));
        m_refused = std::string(m_in.substr(from, std::min<std::size_t>(end - from, 24)));
        if (!why.empty())
            m_refused += fmt::format(" ({})", why);
    }

    void step()
    {
        const char c = peek();
        if (c != '\\' && c != '(' && !isAsciiAlnum(c) && static_cast<unsigned char>(c) < 0x80)
            m_before = '\0';
        if (c == '\\')
            return escape();
        if (c == '[')
            return characterClass();
        if (c == '(')
            return group();
        if (c == '{')
            return repeat();
        if (c == ')' && m_caseless.size() > 1)
            m_caseless.pop_back();
        literal();
    }

    /// One character as it stands.
    void literal()
    {
        const std::size_t begin = m_at;
        nextCodePoint(m_in, m_at);
        noteCase(begin);
        m_out += m_in.substr(begin, m_at - begin);
    }

    /// Without regard to case Oniguruma takes ß for ss and ﬁ for fi, PCRE2 does not.
    void noteCase(std::size_t begin)
    {
        if (!caseless())
            return;
        const char c = static_cast<char>(m_in[begin] | 0x20);
        const std::string pair{m_before, c};
        if (static_cast<unsigned char>(m_in[begin]) >= 0x80 || isOneOf(pair, {"ss", "ff", "fi", "fl", "st"}))
            refuse(begin, "without regard to case");
        m_before = c;
    }

    void group()
    {
        const std::size_t begin = m_at;
        const std::string_view rest = m_in.substr(m_at);
        if (m_at == 0 && rest.starts_with("(?i)")) {
            m_caseless.back() = true;
            m_out += "(?i)";
            m_at += 4;
            return;
        }
        bool ignoring = caseless();
        for (const std::string_view start : {"(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:"})
            if (rest.starts_with(start)) {
                m_caseless.push_back(ignoring || start == "(?i:");
                m_at += start.size();
                m_out += start;
                return;
            }
        if (peek(1) == '?' || peek(1) == '*') {
            m_at += 3;
            return refuse(begin);
        }
        m_caseless.push_back(ignoring);
        ++m_at;
        m_out += "(?:";  // nothing refers back to it
    }

    /// {n}, {n,}, {n,m}, {,m}
    void repeat()
    {
        const std::size_t begin = m_at;
        const std::size_t end = m_in.find('}', m_at);
        const std::string_view inside = end == std::string_view::npos ? "" : m_in.substr(m_at + 1, end - m_at - 1);
        const std::size_t comma = inside.find(',');
        const auto isCount = [](std::string_view text) {
            return text.size() <= 4 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
        };
        const std::string_view least = inside.substr(0, std::min(comma, inside.size()));
        const std::string_view most = comma == std::string_view::npos ? "" : inside.substr(comma + 1);
        m_at = std::min(end, m_in.size() - 1);
        if (!isCount(least) || !isCount(most) || (least.empty() && most.empty()))
            return refuse(begin);
        m_at = end + 1;
        if (peek() == '+' || (peek() == '?' && comma == std::string_view::npos))
            return refuse(begin);
        m_out += fmt::format("{{{}{}{}}}", least.empty() ? "0" : least, comma == std::string_view::npos ? "" : ",", most);
    }

    /// After "\p" or "\P": the property in PCRE2's words; empty where it is refused.
    std::string property(std::size_t begin, bool inverse)
    {
        const std::size_t end = peek() == '{' ? m_in.find('}', m_at) : std::string_view::npos;
        if (end == std::string_view::npos) {
            refuse(begin);
            return {};
        }
        std::string_view name = m_in.substr(m_at + 1, end - m_at - 1);
        m_at = end;
        if (name.starts_with("^")) {
            inverse = !inverse;
            name.remove_prefix(1);
        }
        const std::string known = propertyName(name);
        if (known.empty() || (caseless() && isOneOf(known, {"Lu", "Ll", "Lt"})))
            refuse(begin);
        ++m_at;
        return fmt::format("\\{}{{{}}}", inverse ? 'P' : 'p', known);
    }

    /// After "\x" or "\u": \x{…}; empty where it is refused.
    std::string codePoint(std::size_t begin, char kind)
    {
        const bool braced = kind == 'x' && peek() == '{';
        const std::size_t end = braced ? m_in.find('}', m_at) : m_at + (kind == 'u' ? 4 : 2);
        std::uint32_t code = 0x110000;
        if (end <= m_in.size()) {
            const std::string_view digits = m_in.substr(m_at + braced, end - m_at - braced);
            const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
            if (digits.empty() || digits.size() > 6 || error != std::errc() || stop != digits.data() + digits.size())
                code = 0x110000;
        }
        const bool surrogate = code >= 0xD800 && code < 0xE000;
        if (code >= 0x110000 || surrogate || (kind == 'x' && !braced && code >= 0x80) || caseless()) {
            refuse(begin);
            return {};
        }
        m_at = end + (braced ? 1 : 0);
        return fmt::format("\\x{{{:x}}}", code);
    }

    /// An escape that stands for one character; empty: it does not.
    std::string oneCharacter(std::size_t begin, char kind)
    {
        if (kind == 'x' || kind == 'u')
            return codePoint(begin, kind);
        if (kind == 'v')
            return "\\x0b";
        if (isOneOf({&kind, 1}, {"r", "n", "t", "f", "a", "e"}))
            return {'\\', kind};
        if (isAsciiAlnum(kind) || static_cast<unsigned char>(kind) >= 0x80 || kind == '\0')
            return {};
        return {'\\', kind};
    }

    void escape()
    {
        const std::size_t begin = m_at;
        const char kind = peek(1);
        m_at += 2;
        m_before = '\0';
        const std::string word = fmt::format("[{}]", wordCharacters);
        switch (kind) {
        case 'p':
        case 'P': m_out += property(begin, kind == 'P'); return;
        case 's': m_out += fmt::format("[{}]", spaces); return;
        case 'S': m_out += fmt::format("[^{}]", spaces); return;
        case 'w': m_out += word; return;
        case 'W': m_out += fmt::format("[^{}]", wordCharacters); return;
        case 'd': m_out += "\\p{Nd}"; return;
        case 'D': m_out += "\\P{Nd}"; return;
        case 'b': m_out += fmt::format("(?:(?<={0})(?!{0})|(?<!{0})(?={0}))", word); return;
        case 'B': m_out += fmt::format("(?:(?<={0})(?={0})|(?<!{0})(?!{0}))", word); return;
        case 'A':
        case 'z':
        case 'Z': m_out += {'\\', kind}; return;
        default: break;
        }
        const std::string one = oneCharacter(begin, kind);
        if (one.empty())
            return refuse(begin);
        m_out += one;
    }

    /// One escape inside of a class.
    void classEscape(Class& set)
    {
        const std::size_t begin = m_at;
        const char kind = peek(1);
        m_at += 2;
        set.single = false;
        switch (kind) {
        case 'p':
        case 'P': set.items += property(begin, kind == 'P'); return;
        case 's': set.items += spaces; return;
        case 'w': set.items += wordCharacters; return;
        case 'd': set.items += "\\p{Nd}"; return;
        case 'D': set.items += "\\P{Nd}"; return;
        case 'S': set.complements.push_back(fmt::format("[^{}]", spaces)); return;
        case 'W': set.complements.push_back(fmt::format("[^{}]", wordCharacters)); return;
        default: break;
        }
        const std::string one = oneCharacter(begin, kind);
        if (one.empty())
            return refuse(begin);
        set.items += one;
        set.single = true;
    }

    /// A "-": between two characters a range, else itself.
    void dash(Class& set)
    {
        const bool set2 = peek(1) == '\\' && isOneOf({m_in.data() + std::min(m_at + 2, m_in.size() - 1), 1}, {"p", "P", "s", "S", "w", "W", "d", "D"});
        ++m_at;
        if (!set.single || peek() == ']' || set2) {
            set.items += "\\-";
            set.single = false;
            return;
        }
        set.items += '-';
        if (peek() == '\\')
            classEscape(set);
        else
            classCharacter(set);
        set.single = false;
    }

    void classCharacter(Class& set)
    {
        const std::size_t begin = m_at;
        const char c = peek();
        if (c == '[' || (c == '&' && peek(1) == '&')) {
            ++m_at;
            return refuse(begin, "inside of a class");
        }
        if (c == '\0' || m_at >= m_in.size())
            return refuse(begin);
        nextCodePoint(m_in, m_at);
        if (caseless() && static_cast<unsigned char>(c) >= 0x80)
            return refuse(begin, "without regard to case");
        if (c == '^' || c == '-' || c == ']')
            set.items += '\\';
        set.items += m_in.substr(begin, m_at - begin);
        set.single = true;
    }

    void characterClass()
    {
        const std::size_t begin = m_at++;
        m_before = '\0';
        const bool inverse = peek() == '^';
        m_at += inverse ? 1 : 0;
        Class set;
        while (m_refused.empty() && m_at < m_in.size() && peek() != ']') {
            if (peek() == '\\')
                classEscape(set);
            else if (peek() == '-')
                dash(set);
            else
                classCharacter(set);
        }
        if (!m_refused.empty())
            return;
        if (m_at >= m_in.size() || (set.items.empty() && set.complements.empty()))
            return refuse(begin, "a class without an end or without characters");
        ++m_at;
        put(set, inverse);
    }

    void put(const Class& set, bool inverse)
    {
        if (set.complements.empty()) {
            m_out += fmt::format("[{}{}]", inverse ? "^" : "", set.items);
            return;
        }
        std::string any = set.items.empty() ? "(?:" : fmt::format("(?:[{}]|", set.items);
        for (std::size_t i = 0; i < set.complements.size(); ++i)
            any += (i > 0 ? "|" : "") + set.complements[i];
        any += ')';
        m_out += inverse ? fmt::format("(?:(?!{})(?s:.))", any) : any;
    }

    std::string_view m_in;
    std::size_t m_at = 0;
    std::string m_out;
    std::string m_refused;
    std::vector<bool> m_caseless{false};  ///< For each group that is open, and the whole.
    char m_before = '\0';                 ///< The letter before, where case does not count.
};

}  // namespace

TranslatedPattern translatedPattern(std::string_view pattern)
{
    return Translation(pattern).run();
}

}  // namespace sparsescope
