// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/token_model.h"
#include "text/token_table.h"

#include <string>

namespace sparsescope {

struct WordPieceOptions {
    std::string unknown = "[UNK]";
    std::string prefix = "##";      ///< Of a token that goes on with a word.
    int mostCharacters = 100;       ///< A longer word is unknown as a whole.
    bool split = true;              ///< Words are cut here, as BERT cuts them; else each text that comes is one.
};

/// BERT's cut (where options say so): at white space, around punctuation, then each word from the left into the longest tokens there are
/// (Wu et al., 2016); a word of which a part is in no token is the unknown token.
class WordPiece : public TokenModel {
public:
    /// E-TOK-004 where the vocabulary lacks the unknown token.
    static Result<std::unique_ptr<TokenModel>> create(const std::vector<TokenEntry>& vocabulary,
                                                      const WordPieceOptions& options, const std::string& file);

    void encode(std::string_view text, std::size_t enough, std::vector<Token>& tokens) const override;

private:
    WordPiece(const WordPieceOptions& options, std::size_t tokens);
    void encodeWord(std::string_view text, std::size_t begin, std::size_t end, std::vector<Token>& tokens) const;
    bool encodeKnown(std::string_view text, std::size_t begin, std::size_t end, std::vector<Token>& tokens) const;

    WordPieceOptions m_options;
    TokenTable m_first;       ///< Tokens as they are.
    TokenTable m_further;     ///< Those with the prefix, without it.
    std::int32_t m_unknown = 0;
    const std::uint16_t* m_traits;
};

}  // namespace sparsescope
