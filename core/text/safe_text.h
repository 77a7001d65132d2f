// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// Untrusted bytes read as UTF-8: each maximal part that is not UTF-8 becomes one U+FFFD, as Python's errors="replace"
/// does. Valid text is not copied, so the bytes must outlive this.
class SafeText {
public:
    explicit SafeText(std::string_view bytes);
    SafeText(const SafeText&) = delete;
    SafeText& operator=(const SafeText&) = delete;

    std::string_view text() const { return m_text; }
    /// Where the character that begins (or the text that ends) at byte `at` of text() does so in the bytes given.
    std::int32_t originalPlace(std::int32_t at) const
    {
        return m_places.empty() ? at : m_places[static_cast<std::size_t>(at)];
    }

private:
    std::string m_repaired;
    std::vector<std::int32_t> m_places;  ///< One for each byte of m_repaired and its end; empty where nothing changed.
    std::string_view m_text;
};

/// The code point at `at` of valid UTF-8; `at` moves behind it.
char32_t nextCodePoint(std::string_view text, std::size_t& at);

/// The code point before `at` > 0 of valid UTF-8; `at` moves to its first byte.
char32_t previousCodePoint(std::string_view text, std::size_t& at);

inline bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

void appendCodePoint(std::string& text, char32_t c);

}  // namespace sparsescope
