// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/aligned_text.h"
#include "text/text_pattern.h"

#include <optional>
#include <string_view>
#include <vector>

namespace sparsescope {

/// What becomes of the places that a splitter matches.
enum class SplitBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

enum class SplitPlaces {
    Pattern,      ///< Matches of a pattern.
    Spaces,       ///< Each character of white space.
    Punctuation,  ///< Each of BERT's signs.
    Numbers,      ///< Each character of category N.
    Character,    ///< One character, wherever it is.
    Words,        ///< Runs of \w, and runs of what is neither \w nor white space.
};

/// One pre-tokenizer of tokenizer.json that cuts.
struct SplitStep {
    SplitPlaces places = SplitPlaces::Spaces;
    SplitBehavior behavior = SplitBehavior::Removed;
    bool invert = false;                  ///< What lies between the matches counts as the matches.
    std::optional<TextPattern> pattern{}; ///< For Pattern.
    char32_t character = 0;               ///< For Character.
};

/// Cuts valid UTF-8 by each step in turn into pieces that are not empty, in order. False: a pattern needs too much work.
bool splitText(const std::vector<SplitStep>& steps, std::string_view text, std::vector<TextSpan>& pieces);

}  // namespace sparsescope
