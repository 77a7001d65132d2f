// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/aligned_text.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace sparsescope {

struct BertNormalizerOptions {
    bool cleanText = true;           ///< Control characters go, all white space becomes ' '.
    bool chineseCharacters = true;   ///< Ideographs get spaces around them, so that each is a word.
    bool stripAccents = true;        ///< Decomposed (NFD), without non-spacing marks.
    bool lowerCase = true;           ///< Character by character, whatever the language.
};

/// What BERT does to a text before it is cut into words, in that order. Linear in the text, but for runs of combining
/// characters, which are sorted. Const and thread-safe.
class BertNormalizer {
public:
    explicit BertNormalizer(const BertNormalizerOptions& options);

    const BertNormalizerOptions& options() const { return m_options; }
    /// `text` is valid UTF-8; the spans in `out`, which is emptied first, are bytes of it, from `offset` on.
    void normalize(std::string_view text, std::int32_t offset, AlignedText& out) const;

private:
    BertNormalizerOptions m_options;
    const std::uint16_t* m_traits;
    std::array<char, 128> m_ascii{};  ///< What a character becomes; 0: it goes.
};

}  // namespace sparsescope
