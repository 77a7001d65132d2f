// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/aligned_text.h"

#include "base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// A pattern of tokenizer.json: a text or a regular expression. Const and thread-safe.
class TextPattern {
public:
    static constexpr std::size_t longest = 4096;  ///< Bytes of a pattern.

    static TextPattern literal(std::string text);
    /// `owner` is the component in sentences: "the tokenizer in \"tokenizer.json\": its pre_tokenizer". E-TOK-003 where the
    /// pattern is refused, with what of it.
    static Result<TextPattern> expression(const std::string& pattern, const std::string& owner);

    /// All matches in valid UTF-8 from the left, without an empty one right behind another, as Oniguruma's find_iter has
    /// them. The work is counted, and bounded by the text's length: false where that is not enough (E-TOK-009 is for the
    /// caller to say), so that no pattern and no text can take for ever. The same text has always the same answer.
    bool matches(std::string_view text, std::vector<TextSpan>& found) const;

private:
    TextPattern() = default;
    void literalMatches(std::string_view text, std::vector<TextSpan>& found) const;

    std::string m_literal;
    std::shared_ptr<const void> m_code;  ///< Compiled; null: the literal.
};

}  // namespace sparsescope
