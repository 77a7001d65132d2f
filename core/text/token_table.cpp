// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/token_table.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace sparsescope {

namespace {

constexpr std::size_t longestWalk = 4096;  // with a table at most half full, chance does not get near it

/// The low bits of the hash hang on the last bytes only; this spreads all of them (the finish of MurmurHash3).
std::size_t spread(std::uint64_t hash)
{
    hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDULL;
    return static_cast<std::size_t>(hash ^ (hash >> 33));
}

}  // namespace

TokenTable::TokenTable(std::size_t expected) : m_places(std::bit_ceil(std::max<std::size_t>(16, 2 * expected + 1))) {}

std::size_t TokenTable::placeOf(std::string_view text, std::uint64_t hash) const
{
    const std::size_t mask = m_places.size() - 1;
    for (std::size_t step = 0, at = spread(hash) & mask; step < longestWalk; ++step, at = (at + 1) & mask) {
        const Place& place = m_places[at];
        if (place.value < 0)
            return at;
        if (place.hash == hash && place.length == text.size()
            && text == std::string_view(m_texts).substr(place.begin, place.length))
            return at;
    }
    return m_places.size();
}

bool TokenTable::insert(std::string_view text, std::int32_t value)
{
    if (2 * (m_used + 1) > m_places.size())
        grow();
    const std::uint64_t hash = hashOf(text);
    const std::size_t at = placeOf(text, hash);
    if (at == m_places.size() || m_places[at].value >= 0)
        return false;
    m_places[at] = {hash, static_cast<std::uint32_t>(m_texts.size()), static_cast<std::uint32_t>(text.size()), value};
    m_texts += text;
    m_longest = std::max(m_longest, text.size());
    ++m_used;
    return true;
}

std::int32_t TokenTable::find(std::string_view text, std::uint64_t hash) const
{
    const std::size_t at = placeOf(text, hash);
    return at == m_places.size() ? -1 : m_places[at].value;
}

std::int32_t* TokenTable::valueOf(std::string_view text)
{
    const std::size_t at = placeOf(text, hashOf(text));
    return at == m_places.size() || m_places[at].value < 0 ? nullptr : &m_places[at].value;
}

void TokenTable::grow()
{
    std::vector<Place> old = std::exchange(m_places, std::vector<Place>(m_places.size() * 2));
    const std::size_t mask = m_places.size() - 1;
    for (const Place& place : old) {
        if (place.value < 0)
            continue;
        std::size_t at = spread(place.hash) & mask;
        while (m_places[at].value >= 0)
            at = (at + 1) & mask;
        m_places[at] = place;
    }
}

}  // namespace sparsescope
