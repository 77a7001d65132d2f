// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace sparsescope {

struct TranslatedPattern {
    std::string pattern;
    std::string refused;  ///< What of it cannot be said in PCRE2's words with the same meaning; empty: all of it can.
};

/// A pattern of Oniguruma (Ruby's syntax, as tokenizer.json has it) for PCRE2 with UTF, UCP and MULTILINE. \s, \w, \d, \b
/// and scripts become the sets of characters that Oniguruma means by them. Refused is what the two read otherwise and what
/// is not known: back references, recursion, nested classes, \h, \R, \X, \G, \K, inline options but i, …
TranslatedPattern translatedPattern(std::string_view pattern);

}  // namespace sparsescope
