// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/added_tokens.h"

#include "text/character_traits.h"
#include "text/safe_text.h"

#include <algorithm>

namespace sparsescope {

namespace {

std::uint64_t edge(std::uint32_t node, char byte)
{
    return static_cast<std::uint64_t>(node) << 8 | static_cast<unsigned char>(byte);
}

bool isSpace(char32_t c)
{
    return (characterTraits()[c] & trait::space) != 0;
}

/// `begin` without the white space before it, down to `lowest`.
std::size_t spaceBefore(std::string_view text, std::size_t begin, std::size_t lowest)
{
    while (begin > lowest) {
        std::size_t at = begin;
        if (!isSpace(previousCodePoint(text, at)))
            break;
        begin = at;
    }
    return std::max(begin, lowest);
}

std::size_t spaceBehind(std::string_view text, std::size_t end)
{
    while (end < text.size()) {
        std::size_t at = end;
        if (!isSpace(nextCodePoint(text, at)))
            break;
        end = at;
    }
    return end;
}

TextPart part(std::size_t begin, std::size_t end, std::int32_t id = -1)
{
    return {static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end), id};
}

}  // namespace

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> tokens, const std::vector<std::string>& patterns)
    : m_tokens(std::move(tokens)), m_ends(1, -1)
{
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        std::uint32_t node = 0;
        for (const char byte : patterns[i]) {
            const auto [child, isNew] = m_children.try_emplace(edge(node, byte), static_cast<std::uint32_t>(m_ends.size()));
            if (isNew)
                m_ends.push_back(-1);
            node = child->second;
        }
        if (node == 0)
            continue;
        m_starts[static_cast<unsigned char>(patterns[i].front())] = true;
        if (m_ends[node] < 0)
            m_ends[node] = static_cast<std::int32_t>(i);
    }
}

AddedTokenFinder::Match AddedTokenFinder::matchAt(std::string_view text, std::size_t at) const
{
    Match best;
    if (!m_starts[static_cast<unsigned char>(text[at])])
        return best;
    for (std::uint32_t node = 0; at < text.size(); ++at) {
        const auto child = m_children.find(edge(node, text[at]));
        if (child == m_children.end())
            break;
        node = child->second;
        if (m_ends[node] >= 0)
            best = {at + 1, m_ends[node]};
    }
    return best;
}

bool AddedTokenFinder::isRefused(const AddedToken& token, std::string_view text, std::size_t begin, std::size_t end) const
{
    if (!token.singleWord)
        return false;
    std::size_t before = begin;
    std::size_t behind = end;
    return (begin > 0 && isWordCharacter(previousCodePoint(text, before)))
        || (end < text.size() && isWordCharacter(nextCodePoint(text, behind)));
}

std::vector<TextPart> AddedTokenFinder::parts(std::string_view text) const
{
    std::vector<TextPart> found;
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size() && !m_tokens.empty();) {
        const Match match = matchAt(text, at);
        if (match.token < 0) {
            ++at;
            continue;
        }
        const AddedToken& token = m_tokens[static_cast<std::size_t>(match.token)];
        std::size_t begin = at;
        at = match.end;
        if (isRefused(token, text, begin, match.end))
            continue;
        if (token.leftStrip)
            begin = std::max(spaceBefore(text, begin, std::min(begin, done)), done);
        const std::size_t end = token.rightStrip ? spaceBehind(text, match.end) : match.end;
        if (done < begin)
            found.push_back(part(done, begin));
        found.push_back(part(begin, end, token.id));
        done = end;
    }
    if (done < text.size())
        found.push_back(part(done, text.size()));
    return found;
}

}  // namespace sparsescope
