// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/words.h"

#include <algorithm>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace sparsescope {

namespace {

constexpr UChar32 nonJoiner = 0x200C;
constexpr UChar32 joiner = 0x200D;

bool isWordCharacter(UChar32 c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string asciiLowered(std::string_view text)
{
    std::string lowered(text);
    for (char& c : lowered)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lowered;
}

}  // namespace

std::vector<Word> splitWords(std::string_view text)
{
    std::vector<Word> words;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<std::int32_t>(text.size());
    bool inWord = false;
    for (std::int32_t at = 0; at < length;) {
        const std::int32_t start = at;
        UChar32 c = 0;
        U8_NEXT(bytes, at, length, c);
        const bool goesOn = inWord && (c == joiner || c == nonJoiner);
        if (c < 0 || (!goesOn && !isWordCharacter(c))) {
            inWord = false;
            continue;
        }
        if (!inWord)
            words.push_back({start, at});
        words.back().end = at;
        inWord = true;
    }
    return words;
}

std::string foldedWord(std::string_view word)
{
    if (isAscii(word))
        return asciiLowered(word);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* composer = icu::Normalizer2::getNFCInstance(status);
    auto lowered = icu::UnicodeString::fromUTF8({word.data(), static_cast<std::int32_t>(word.size())});
    lowered.toLower(icu::Locale::getRoot());
    icu::UnicodeString composed;
    if (U_SUCCESS(status))
        composed = composer->normalize(lowered, status);
    std::string folded;
    (U_SUCCESS(status) ? composed : lowered).toUTF8String(folded);
    return folded;
}

}  // namespace sparsescope
