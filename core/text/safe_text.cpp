// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/safe_text.h"

#include <cstring>

#include <unicode/utf8.h>

namespace sparsescope {

namespace {

/// How many bytes from the start are valid UTF-8.
std::size_t validLength(std::string_view text)
{
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    std::size_t at = 0;
    while (at < text.size()) {
        std::uint64_t eight = 0;
        if (at + sizeof eight <= text.size()) {
            std::memcpy(&eight, bytes + at, sizeof eight);
            if ((eight & 0x8080808080808080ULL) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        const std::size_t start = at;
        UChar32 c = 0;
        U8_NEXT(bytes, at, text.size(), c);
        if (c < 0)
            return start;
    }
    return at;
}

}  // namespace

SafeText::SafeText(std::string_view bytes) : m_text(bytes)
{
    const std::size_t valid = validLength(bytes);
    if (valid == bytes.size())
        return;
    const auto* raw = reinterpret_cast<const std::uint8_t*>(bytes.data());
    m_repaired.reserve(bytes.size() + bytes.size() / 2);
    m_places.reserve(m_repaired.capacity() + 1);
    for (std::size_t at = 0; at < bytes.size();) {
        const auto start = static_cast<std::int32_t>(at);
        UChar32 c = 0;
        U8_NEXT(raw, at, bytes.size(), c);
        appendCodePoint(m_repaired, c < 0 ? 0xFFFD : static_cast<char32_t>(c));
        m_places.resize(m_repaired.size(), start);
    }
    m_places.push_back(static_cast<std::int32_t>(bytes.size()));
    m_text = m_repaired;
}

char32_t nextCodePoint(std::string_view text, std::size_t& at)
{
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    UChar32 c = 0;
    U8_NEXT_UNSAFE(bytes, at, c);
    return static_cast<char32_t>(c);
}

char32_t previousCodePoint(std::string_view text, std::size_t& at)
{
    do
        --at;
    while (at > 0 && isContinuation(text[at]));
    std::size_t start = at;
    return nextCodePoint(text, start);
}

void appendCodePoint(std::string& text, char32_t c)
{
    std::uint8_t bytes[U8_MAX_LENGTH];
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

}  // namespace sparsescope
