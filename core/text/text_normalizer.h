// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/aligned_text.h"
#include "text/bert_normalizer.h"
#include "text/text_pattern.h"
#include "text/unicode_form.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sparsescope {

struct LowerCase {};      ///< Character by character, whatever the language.
struct RemoveMarks {};    ///< Every character of category M goes.
struct StripEnds {        ///< White space goes.
    bool left = true;
    bool right = true;
};
struct PrependText {      ///< Before a text that is not empty; it belongs to the first character.
    std::string text;
};
struct ReplaceMatches {   ///< What comes in belongs to the last character of what goes.
    TextPattern pattern;
    std::string text;
};

using NormalizerStep = std::variant<BertNormalizer, UnicodeForm, LowerCase, RemoveMarks, StripEnds, PrependText, ReplaceMatches>;

/// The normalizers of a tokenizer.json in turn. Const and thread-safe.
class TextNormalizer {
public:
    explicit TextNormalizer(std::vector<NormalizerStep> steps) : m_steps(std::move(steps)) {}

    /// As BertNormalizer::normalize(). False: a pattern needs too much work.
    bool normalize(std::string_view text, std::int32_t offset, AlignedText& out) const;

private:
    std::vector<NormalizerStep> m_steps;
};

}  // namespace sparsescope
