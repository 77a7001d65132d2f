// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/text_splitter.h"

#include "text/character_traits.h"
#include "text/safe_text.h"

#include <algorithm>

namespace sparsescope {

namespace {

/// A stretch of text that a step matched, or that lies between its matches.
struct Stretch {
    TextSpan span;
    bool match = false;
};

bool isPlace(const SplitStep& step, char32_t c)
{
    const std::uint16_t traits = characterTraits()[c];
    switch (step.places) {
    case SplitPlaces::Spaces: return (traits & trait::space) != 0;
    case SplitPlaces::Punctuation: return (traits & trait::punctuation) != 0;
    case SplitPlaces::Numbers: return (traits & trait::number) != 0;
    case SplitPlaces::Character: return c == step.character;
    default: return false;
    }
}

/// 0 for white space, 1 for characters of words, 2 for others.
int wordKind(char32_t c)
{
    return isWordCharacter(c) ? 1 : (characterTraits()[c] & trait::space) != 0 ? 0 : 2;
}

void findWords(std::string_view text, std::vector<TextSpan>& found)
{
    int before = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = static_cast<std::int32_t>(at);
        const int kind = wordKind(nextCodePoint(text, at));
        const auto end = static_cast<std::int32_t>(at);
        if (kind != 0 && kind == before)
            found.back().end = end;
        else if (kind != 0)
            found.push_back({begin, end});
        before = kind;
    }
}

bool findPlaces(const SplitStep& step, std::string_view text, std::vector<TextSpan>& found)
{
    found.clear();
    if (step.places == SplitPlaces::Pattern)
        return step.pattern->matches(text, found);
    if (step.places == SplitPlaces::Words) {
        findWords(text, found);
        return true;
    }
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = static_cast<std::int32_t>(at);
        if (isPlace(step, nextCodePoint(text, at)))
            found.push_back({begin, static_cast<std::int32_t>(at)});
    }
    return true;
}

/// All of the text: matches and what lies between them.
std::vector<Stretch> stretches(const std::vector<TextSpan>& found, std::int32_t size, bool invert)
{
    std::vector<Stretch> all;
    std::int32_t done = 0;
    for (const TextSpan& match : found) {
        if (match.begin > done)
            all.push_back({{done, match.begin}, invert});
        all.push_back({match, !invert});
        done = match.end;
    }
    if (done < size)
        all.push_back({{done, size}, invert});
    return all;
}

/// The first of neighbouring matches becomes part of what stands before it (`all` in order) or behind it (in reverse).
std::vector<Stretch> merged(const std::vector<Stretch>& all)
{
    std::vector<Stretch> result;
    bool before = false;
    for (const Stretch& stretch : all) {
        if (stretch.match && !before && !result.empty())
            result.back().span = {std::min(result.back().span.begin, stretch.span.begin),
                                  std::max(result.back().span.end, stretch.span.end)};
        else
            result.push_back(stretch);
        before = stretch.match;
    }
    return result;
}

/// Neighbours of one kind become one.
std::vector<Stretch> joined(const std::vector<Stretch>& all)
{
    std::vector<Stretch> result;
    bool before = false;
    for (const Stretch& stretch : all) {
        if (stretch.match == before && !result.empty())
            result.back().span.end = stretch.span.end;
        else
            result.push_back(stretch);
        before = stretch.match;
    }
    return result;
}

std::vector<Stretch> behaved(std::vector<Stretch> all, SplitBehavior behavior)
{
    switch (behavior) {
    case SplitBehavior::Removed:
        std::erase_if(all, [](const Stretch& stretch) { return stretch.match; });
        return all;
    case SplitBehavior::MergedWithPrevious: return merged(all);
    case SplitBehavior::MergedWithNext: {
        std::reverse(all.begin(), all.end());
        std::vector<Stretch> result = merged(all);
        std::reverse(result.begin(), result.end());
        return result;
    }
    case SplitBehavior::Contiguous: return joined(all);
    case SplitBehavior::Isolated: break;
    }
    return all;
}

}  // namespace

bool splitText(const std::vector<SplitStep>& steps, std::string_view text, std::vector<TextSpan>& pieces)
{
    pieces.assign(text.empty() ? 0 : 1, {0, static_cast<std::int32_t>(text.size())});
    std::vector<TextSpan> found;
    for (const SplitStep& step : steps) {
        std::vector<TextSpan> next;
        for (const TextSpan& piece : pieces) {
            const std::int32_t size = piece.end - piece.begin;
            if (!findPlaces(step, text.substr(static_cast<std::size_t>(piece.begin), static_cast<std::size_t>(size)), found))
                return false;
            for (const Stretch& stretch : behaved(stretches(found, size, step.invert), step.behavior))
                if (stretch.span.begin < stretch.span.end)
                    next.push_back({piece.begin + stretch.span.begin, piece.begin + stretch.span.end});
        }
        pieces = std::move(next);
    }
    return true;
}

}  // namespace sparsescope
