// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

struct Word {
    std::int32_t begin = 0;  ///< Bytes [begin, end) of the text.
    std::int32_t end = 0;

    bool operator==(const Word&) const = default;
};

/// Maximal runs of letters, digits, marks and underscores, as \w+ finds them in Unicode text; joiners (U+200C, U+200D)
/// go on with a word and start none. Bytes that are not UTF-8 are in no word. Text of at most 2 GB.
std::vector<Word> splitWords(std::string_view text);

/// Lower case, composed (NFC): the key under which the words of a corpus are counted.
std::string foldedWord(std::string_view word);

}  // namespace sparsescope
