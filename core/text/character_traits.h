// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

namespace sparsescope {

/// What tokenizers ask about a character, as bits. Vocabularies were made with the tables of one Unicode version, so
/// newer characters must stay what they were then, unassigned: each bit is ICU's answer for characters of that version.
namespace trait {
constexpr std::uint16_t control = 1;       ///< BERT drops it: Cc, Cf or Co of Unicode 8, NUL or U+FFFD.
constexpr std::uint16_t space = 2;         ///< White_Space; the same in all versions since 6.3.
constexpr std::uint16_t mark = 4;          ///< Mn of Unicode 8: an accent.
constexpr std::uint16_t punctuation = 8;   ///< P of Unicode 8, and all ASCII signs.
constexpr std::uint16_t chinese = 16;      ///< In BERT's blocks of ideographs.
constexpr std::uint16_t decomposes = 32;   ///< NFD of Unicode 9 changes it, or may move it (combining class not 0).
constexpr std::uint16_t upper = 64;        ///< Has another lower case.
constexpr std::uint16_t letter = 128;      ///< L of Unicode 14, the version of byte-level patterns.
constexpr std::uint16_t number = 256;      ///< N of Unicode 14.
}  // namespace trait

/// The bits of every code point up to U+10FFFF; made at the first call (a few milliseconds) and kept. Thread-safe.
const std::uint16_t* characterTraits();

/// In \w of Rust's regular expressions: letters, marks, decimal digits, connectors, joiners.
bool isWordCharacter(char32_t c);

/// Whether Unicode had the character in `version`.0; trait bits are quicker where there is one.
bool existedIn(char32_t c, int version);

/// In category M of Unicode 9.
bool isMark(char32_t c);

/// One character for one: İ stays, because its lower case is two.
char32_t lowerCaseOf(char32_t c);

/// Canonical combining class in Unicode 9.
std::uint8_t combiningClass(char32_t c);

}  // namespace sparsescope
