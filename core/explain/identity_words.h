// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// Terms that can stand in for each other: "Catholic", "Protestant".
struct IdentityGroup {
    std::string name;
    std::vector<std::string> terms;
};

/// What people may differ in: "religion".
struct IdentityAxis {
    std::string name;
    std::vector<IdentityGroup> groups;  ///< At least two.
};

struct IdentityWords {
    std::vector<IdentityAxis> axes;
    std::vector<std::string> templates; ///< Each with one {word}.
};

/// The format is told at the head of resources/identity-words.txt. `file` is for the errors (E-BIAS-001), which name the
/// line, what was found there and what was expected.
Result<IdentityWords> parseIdentityWords(std::string_view text, const std::string& file);
Result<IdentityWords> readIdentityWords(const std::filesystem::path& file);

/// resources/identity-words.txt as it was shipped.
std::string_view shippedIdentityWords();

/// A text with a place for a term of one axis.
struct IdentityFrame {
    std::string before;             ///< Text in front of the place, up to an article that changes with the term.
    std::string after;
    enum class Article { None, Small, Capital } article = Article::None;
    bool capital = false;           ///< The term stands where a sentence begins.
    std::string articleGap;         ///< What lies between article and term.
    int axis = -1;                  ///< Into IdentityWords::axes; −1: any.
    std::int64_t text = -1;         ///< The person's text it was made from; −1: a template.

    std::string with(std::string_view term) const;
};

IdentityFrame frameOfTemplate(std::string_view pattern);

/// The first term of each axis in a text gives a frame; none where there is none.
std::vector<IdentityFrame> framesOfText(const IdentityWords& words, std::string_view text, std::int64_t number);

}  // namespace sparsescope
