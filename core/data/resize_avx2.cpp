// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/resize_avx2.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <cstring>
#include <immintrin.h>

#define SPARSESCOPE_AVX2 __attribute__((target("avx2")))

namespace sparsescope {

namespace {

// A weight has up to 23 bits, the multiply-add of two 16-bit pairs is the cheap instruction; so each weight is cut into
// a high and a low part of 11 bits (and a bit), summed apart and put together at the end.
constexpr int lowBits = 11;

/// Two neighbouring weights as one 32-bit word of two 16-bit numbers: the layout that the multiply-add wants.
struct WeightPair {
    std::int32_t high = 0;
    std::int32_t low = 0;
};

WeightPair pairOf(std::int32_t first, std::int32_t second)
{
    constexpr std::int32_t mask = (1 << lowBits) - 1;
    return {(first >> lowBits) | ((second >> lowBits) << 16), (first & mask) | ((second & mask) << 16)};
}

/// The weights of all outputs in pairs, filled up with zeros to `pairs` pairs an output.
std::vector<WeightPair> pairUp(const ResizeTaps& taps, int pairs)
{
    std::vector<WeightPair> result(taps.first.size() * static_cast<std::size_t>(pairs));
    for (std::size_t o = 0; o < taps.first.size(); ++o) {
        const std::int32_t* weights = taps.weights.data() + o * static_cast<std::size_t>(taps.stride);
        for (int t = 0; t < taps.stride; t += 2)
            result[o * static_cast<std::size_t>(pairs) + static_cast<std::size_t>(t / 2)]
                = pairOf(weights[t], t + 1 < taps.stride ? weights[t + 1] : 0);
    }
    return result;
}

struct Sums {
    __m256i high;
    __m256i low;
};

SPARSESCOPE_AVX2 inline void add(Sums& sums, __m256i samples, const WeightPair& pair)
{
    sums.high = _mm256_add_epi32(sums.high, _mm256_madd_epi16(samples, _mm256_set1_epi32(pair.high)));
    sums.low = _mm256_add_epi32(sums.low, _mm256_madd_epi16(samples, _mm256_set1_epi32(pair.low)));
}

SPARSESCOPE_AVX2 inline __m256i rounded(const Sums& sums)
{
    const __m256i half = _mm256_set1_epi32(1 << (resizeWeightBits - 1));
    const __m256i total = _mm256_add_epi32(_mm256_add_epi32(_mm256_slli_epi32(sums.high, lowBits), sums.low), half);
    return _mm256_srai_epi32(total, resizeWeightBits);
}

/// Rows y and y + 1, one in each half of the registers, four taps at a time.
SPARSESCOPE_AVX2 void shrinkTwoRows(const ResizePass& pass, std::ptrdiff_t y, const std::vector<WeightPair>& weights,
                                    int pairs)
{
    const __m256i taps01 = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
    const __m256i taps23 = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1));
    const std::uint8_t* row = pass.in + y * pass.inRow;
    std::uint8_t* to = pass.out + y * pass.outRow;
    const WeightPair* pair = weights.data();
    for (std::size_t x = 0; x < pass.taps.first.size(); ++x, to += 3, pair += pairs) {
        const std::uint8_t* pixel = row + std::ptrdiff_t{pass.taps.first[x]} * 3;
        Sums sums{_mm256_setzero_si256(), _mm256_setzero_si256()};
        for (int t = 0; t < pass.taps.count[x]; t += 4, pixel += 12) {
            const __m256i both = _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(pixel + pass.inRow),
                                                     reinterpret_cast<const __m128i*>(pixel));
            const WeightPair* four = pair + t / 2;
            add(sums, _mm256_shuffle_epi8(both, taps01), four[0]);
            add(sums, _mm256_shuffle_epi8(both, taps23), four[1]);
        }
        const __m256i words = _mm256_packus_epi32(rounded(sums), rounded(sums));
        const __m256i bytes = _mm256_packus_epi16(words, words);
        const int upper = _mm256_extract_epi32(bytes, 0);
        const int lower = _mm256_extract_epi32(bytes, 4);
        std::memcpy(to, &upper, 3);
        std::memcpy(to + pass.outRow, &lower, 3);
    }
}

/// 16 bytes of output row y from byte `at`.
SPARSESCOPE_AVX2 inline void mixSixteen(const ResizePass& pass, std::size_t y, std::ptrdiff_t at,
                                        const WeightPair* pair)
{
    Sums left{_mm256_setzero_si256(), _mm256_setzero_si256()};
    Sums right = left;
    const std::uint8_t* row = pass.in + pass.taps.first[y] * pass.inRow + at;
    const int count = pass.taps.count[y];
    for (int t = 0; t < count; t += 2, row += 2 * pass.inRow, ++pair) {
        const std::uint8_t* next = t + 1 < count ? row + pass.inRow : row;  // its weight is 0 then
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(next));
        add(left, _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(a, b)), *pair);
        add(right, _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(a, b)), *pair);
    }
    const __m256i words = _mm256_permute4x64_epi64(_mm256_packus_epi32(rounded(left), rounded(right)), 0xD8);
    const __m256i bytes = _mm256_permute4x64_epi64(_mm256_packus_epi16(words, words), 0xD8);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(pass.out + static_cast<std::ptrdiff_t>(y) * pass.outRow + at),
                     _mm256_castsi256_si128(bytes));
}

SPARSESCOPE_AVX2 void mixAll(const ResizePass& pass, std::ptrdiff_t bytes, const std::vector<WeightPair>& weights,
                             int pairs)
{
    for (std::size_t y = 0; y < pass.taps.first.size(); ++y)
        for (std::ptrdiff_t at = 0; at < bytes; at += 16)
            mixSixteen(pass, y, at, weights.data() + y * static_cast<std::size_t>(pairs));
}

bool usable()
{
    static const bool supported = __builtin_cpu_supports("avx2") != 0;
    return supported;
}

}  // namespace

std::ptrdiff_t shrinkRowsAvx2(const ResizePass& pass)
{
    // A step reads 16 bytes from a tap's pixel on, up to 13 past its row: so a whole row must follow.
    if (!usable() || pass.inRow < 16)
        return 0;
    const int pairs = (pass.taps.stride + 3) / 4 * 2;
    const std::vector<WeightPair> weights = pairUp(pass.taps, pairs);
    std::ptrdiff_t y = 0;
    for (; y + 2 < pass.inHeight; y += 2)
        shrinkTwoRows(pass, y, weights, pairs);
    return y;
}

std::ptrdiff_t mixRowsAvx2(const ResizePass& pass)
{
    if (!usable())
        return 0;
    const int pairs = (pass.taps.stride + 1) / 2;
    const std::ptrdiff_t bytes = pass.inRow / 16 * 16;
    mixAll(pass, bytes, pairUp(pass.taps, pairs), pairs);
    return bytes;
}

}  // namespace sparsescope

#else

namespace sparsescope {

std::ptrdiff_t shrinkRowsAvx2(const ResizePass&)
{
    return 0;
}

std::ptrdiff_t mixRowsAvx2(const ResizePass&)
{
    return 0;
}

}  // namespace sparsescope

#endif
