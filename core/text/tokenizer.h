// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

struct Token {
    std::int32_t id = 0;
    std::int32_t begin = 0;  ///< [begin, end): bytes of the original text; equal where the token stands for nothing in
    std::int32_t end = 0;    ///< it, as [CLS] does.

    bool operator==(const Token&) const = default;
};

struct Encoding {
    std::vector<Token> tokens;  ///< With the special tokens at both ends.
    bool truncated = false;     ///< Tokens were left out to keep to the most that were allowed.
    bool tooMuchWork = false;   ///< A pattern of the tokenizer takes too long on this text: not all of it was cut.
};

/// E-TOK-009 where a text took too much work.
Status checkEncoding(const Encoding& encoding);

/// Turns text into the ids that a language model was trained on. Thread-safe.
class Tokenizer {
public:
    virtual ~Tokenizer();

    virtual std::string description() const = 0;  ///< "WordPiece, lower case, 30 522 tokens"
    virtual int vocabularySize() const = 0;       ///< Largest id + 1; no id that encode() gives is as large.
    virtual std::int32_t paddingId() const = 0;
    /// Invalid UTF-8 is read as U+FFFD, as Python's errors="replace" reads it; at most 1 GB of text. `maxTokens` counts
    /// the special tokens, which are kept whatever it is: the text's own tokens are cut at their end.
    virtual Encoding encode(std::string_view text, int maxTokens) const = 0;
    virtual std::string tokenText(std::int32_t id) const = 0;  ///< As in the vocabulary; empty if there is none.
};

/// The tokenizer of a Hugging Face folder: tokenizer.json, else vocab.txt (WordPiece), else vocab.json + merges.txt
/// (byte-level BPE). tokenizer_config.json, special_tokens_map.json and added_tokens.json are heard where they matter.
/// Errors E-TOK-… name the file, the component or line, and what to do.
Result<std::unique_ptr<Tokenizer>> openTokenizer(const std::filesystem::path& folder, Progress& progress);

}  // namespace sparsescope
