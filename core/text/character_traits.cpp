// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/character_traits.h"

#include <algorithm>
#include <array>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

namespace sparsescope {

namespace {

constexpr std::size_t codePoints = 0x110000;

bool isAsOldAs(UChar32 c, int version)
{
    UVersionInfo age{};
    u_charAge(c, age);
    return age[0] < version || (age[0] == version && age[1] == 0);
}

/// Characters that had another category in Unicode 8 than they have now.
constexpr std::array<UChar32, 3> lettersThen{0x1885, 0x1886, 0xA9BD};  // the last a spacing mark
constexpr std::array<UChar32, 2> punctuationThen{0x166D, 0x111C9};
constexpr UChar32 markThen = 0x1734;

template <std::size_t n>
bool isIn(const std::array<UChar32, n>& list, UChar32 c)
{
    return std::find(list.begin(), list.end(), c) != list.end();
}

std::uint16_t categoryTraits(UChar32 c, std::uint32_t category)
{
    std::uint16_t traits = 0;
    const bool then = isAsOldAs(c, 8);
    if ((category & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK)) != 0 && then && c != '\t' && c != '\n' && c != '\r')
        traits |= trait::control;
    if ((category & U_GC_MN_MASK) != 0 && then && !isIn(lettersThen, c) && !isIn(punctuationThen, c))
        traits |= trait::mark;
    if ((category & U_GC_P_MASK) != 0 && then)
        traits |= trait::punctuation;
    if ((category & U_GC_L_MASK) != 0 && isAsOldAs(c, 14))
        traits |= trait::letter;
    if ((category & U_GC_N_MASK) != 0 && isAsOldAs(c, 14))
        traits |= trait::number;
    return traits;
}

/// The blocks that BERT's own code lists; newer extensions are not among them.
bool isChinese(UChar32 c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
}

std::uint16_t traitsOf(UChar32 c, const icu::Normalizer2* decomposer)
{
    std::uint16_t traits = isChinese(c) ? trait::chinese : 0;
    const std::uint32_t category = U_GET_GC_MASK(c);
    if ((category & U_GC_CN_MASK) != 0)
        return traits;
    traits |= categoryTraits(c, category);
    if (u_isUWhiteSpace(c))
        traits |= trait::space;
    if (u_tolower(c) != c && isAsOldAs(c, 15))
        traits |= trait::upper;
    if (decomposer != nullptr && !decomposer->isInert(c) && isAsOldAs(c, 9))
        traits |= trait::decomposes;
    return traits;
}

std::vector<std::uint16_t> allTraits()
{
    std::vector<std::uint16_t> traits(codePoints, 0);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decomposer = icu::Normalizer2::getNFDInstance(status);
    for (std::size_t c = 0; c < codePoints; ++c)
        traits[c] = traitsOf(static_cast<UChar32>(c), U_SUCCESS(status) ? decomposer : nullptr);
    traits[0] |= trait::control;
    traits[0xFFFD] |= trait::control;
    traits[markThen] |= trait::mark;
    for (const UChar32 c : punctuationThen)
        traits[static_cast<std::size_t>(c)] |= trait::punctuation;
    for (char32_t c = '!'; c <= '~'; ++c)
        if (!u_isalnum(static_cast<UChar32>(c)))
            traits[c] |= trait::punctuation;
    return traits;
}

}  // namespace

const std::uint16_t* characterTraits()
{
    static const std::vector<std::uint16_t> traits = allTraits();
    return traits.data();
}

bool isWordCharacter(char32_t c)
{
    const auto point = static_cast<UChar32>(c);
    return (U_GET_GC_MASK(point) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0
        || u_hasBinaryProperty(point, UCHAR_ALPHABETIC) || u_hasBinaryProperty(point, UCHAR_JOIN_CONTROL);
}

bool existedIn(char32_t c, int version)
{
    return isAsOldAs(static_cast<UChar32>(c), version);
}

bool isMark(char32_t c)
{
    const auto point = static_cast<UChar32>(c);
    return c >= 0x300 && (U_GET_GC_MASK(point) & U_GC_M_MASK) != 0 && isAsOldAs(point, 9);
}

char32_t lowerCaseOf(char32_t c)
{
    const bool changes = c != 0x130 && (characterTraits()[c] & trait::upper) != 0;
    return changes ? static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))) : c;
}

std::uint8_t combiningClass(char32_t c)
{
    const auto point = static_cast<UChar32>(c);
    return isAsOldAs(point, 9) ? u_getCombiningClass(point) : 0;
}

}  // namespace sparsescope
