// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/token_model.h"
#include "text/token_table.h"

#include <array>
#include <optional>
#include <string>

namespace sparsescope {

struct BytePairOptions {
    bool addPrefixSpace = false;  ///< A text that does not begin with a space gets one.
    bool split = true;            ///< Words are cut first, by the pattern of GPT-2; else the whole text is one.
    bool wholeWordsFirst = false; ///< A word that is a token is that token, whatever the merges say.
    std::optional<std::string> unknown;
};

/// One rule "these two tokens that stand side by side become one"; earlier rules go first.
struct TokenMerge {
    std::string left;
    std::string right;
};

/// From a token of a byte-level vocabulary to the bytes it stands for ("Ġthe" is " the"); nothing where a character of
/// it stands for no byte.
std::optional<std::string> bytesOfToken(std::string_view token);

/// Byte-level byte-pair encoding (Sennrich et al., 2016; Radford et al., 2019), as RoBERTa uses it: every byte is a token
/// at first, then merges are made by rank. n log n in the longest word, linear in the number of words.
class BytePairs : public TokenModel {
public:
    /// Errors: E-TOK-004 (the vocabulary), E-TOK-005 (a merge).
    static Result<std::unique_ptr<TokenModel>> create(const std::vector<TokenEntry>& vocabulary,
                                                      const std::vector<TokenMerge>& merges,
                                                      const BytePairOptions& options, const std::string& file,
                                                      Progress& progress);

    void encode(std::string_view text, std::size_t enough, std::vector<Token>& tokens) const override;

private:
    struct Merge {
        std::uint64_t pair = ~0ULL;  ///< Left id in the upper half; all ones: free.
        std::int32_t rank = 0;
        std::int32_t id = 0;         ///< What the two become.
    };
    struct Symbol {
        std::int32_t id = 0;
        std::int32_t bytes = 0;
    };

    explicit BytePairs(const BytePairOptions& options) : m_options(options) {}
    Status takeVocabulary(const std::vector<TokenEntry>& vocabulary, const std::string& file);
    Status takeMerges(const std::vector<TokenEntry>& vocabulary, const std::vector<TokenMerge>& merges,
                      const std::string& file);
    Status findWholeWords(const std::vector<TokenEntry>& vocabulary, Progress& progress);
    bool insertMerge(const Merge& merge);
    const Merge* mergeOf(std::int32_t left, std::int32_t right) const;
    void mergeShort(std::vector<Symbol>& symbols) const;
    void mergeLong(std::vector<Symbol>& symbols) const;
    void mergeWord(std::string_view word, std::vector<Symbol>& symbols) const;
    void encodeWord(std::string_view text, std::size_t begin, std::size_t end, std::vector<Symbol>& symbols,
                    std::vector<Token>& tokens) const;

    BytePairOptions m_options;
    std::array<std::int32_t, 256> m_byteIds{};
    TokenTable m_wholeWords;        ///< Bytes of tokens whose bytes the merges make that very token of.
    std::vector<Merge> m_merges;    ///< Open addressing; a power of two of places.
};

}  // namespace sparsescope
