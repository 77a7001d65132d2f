// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/byte_level_words.h"

#include "text/character_traits.h"
#include "text/safe_text.h"

#include <initializer_list>

namespace sparsescope {

namespace {

constexpr std::uint16_t kinds = trait::letter | trait::number | trait::space;

std::uint16_t kindOf(char32_t c)
{
    static const std::uint16_t* const traits = characterTraits();
    return traits[c] & kinds;
}

/// Behind the characters from `at` on that are of one kind.
std::size_t runEnd(std::string_view text, std::size_t at, std::uint16_t kind)
{
    while (at < text.size()) {
        std::size_t next = at;
        if (kindOf(nextCodePoint(text, next)) != kind)
            break;
        at = next;
    }
    return at;
}

/// The length of 's, 't, 're, … at the start of `rest`, or 0.
std::size_t contraction(std::string_view rest)
{
    for (const std::string_view ending : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"})
        if (rest.starts_with(ending))
            return ending.size();
    return 0;
}

/// White space up to the next word gives its last character to that word, where it is one of several.
std::size_t spaceEnd(std::string_view text, std::size_t at)
{
    const std::size_t end = runEnd(text, at, trait::space);
    if (end == text.size())
        return end;
    std::size_t last = end;
    previousCodePoint(text, last);
    return last > at ? last : end;
}

}  // namespace

std::size_t byteLevelWordEnd(std::string_view text, std::size_t at)
{
    if (text[at] == '\'')
        if (const std::size_t length = contraction(text.substr(at)); length > 0)
            return at + length;
    const std::size_t first = text[at] == ' ' ? at + 1 : at;
    if (first == text.size())
        return first;
    std::size_t next = first;
    const std::uint16_t kind = kindOf(nextCodePoint(text, next));
    return kind == trait::space ? spaceEnd(text, at) : runEnd(text, next, kind);
}

}  // namespace sparsescope
