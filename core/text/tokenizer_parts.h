// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/added_tokens.h"
#include "text/bert_normalizer.h"
#include "text/byte_pairs.h"
#include "text/text_normalizer.h"
#include "text/text_splitter.h"
#include "text/word_piece.h"

#include <optional>
#include <string>
#include <vector>

namespace sparsescope {

enum class TokenModelKind { WordPiece, BytePairs };

/// What is put around the tokens of a text, and what becomes of their places.
struct TokenTemplate {
    std::vector<std::int32_t> before;
    std::vector<std::int32_t> behind;
    bool trimOffsets = false;     ///< White space at a token's ends is no part of its place.
    bool prefixSpace = true;      ///< With trimOffsets: the one space at the start of the text was added, so it stays.
};

/// A tokenizer as files describe it, read and checked field by field but not yet made ready to run.
struct TokenizerParts {
    std::string file;             ///< The file that the vocabulary is in, for sentences.
    TokenModelKind kind = TokenModelKind::WordPiece;
    std::vector<TokenEntry> vocabulary;
    WordPieceOptions wordPiece;
    BytePairOptions bytePairs;
    std::vector<TokenMerge> merges;
    std::optional<BertNormalizerOptions> normalizer;  ///< Where it is the only one,
    std::vector<NormalizerStep> normalizers;          ///< else these.
    std::vector<SplitStep> splitters;                 ///< What cuts before the model does.
    bool inSequence = false;      ///< The pre-tokenizer is one of a list, so that settings beside the file do not reach it.
    TokenTemplate around;
    std::vector<AddedToken> added;
    std::string padding;          ///< The token's text; empty: not said.
};

/// Checks what only shows when all parts are there (ids of added tokens, ids around a text) and makes the tokenizer.
/// Errors: E-TOK-004 to E-TOK-007.
Result<std::unique_ptr<Tokenizer>> assembleTokenizer(TokenizerParts parts, Progress& progress);

}  // namespace sparsescope
