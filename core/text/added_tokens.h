// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sparsescope {

/// A token that is found in the text before anything else is done to it.
struct AddedToken {
    std::string content;
    std::int32_t id = 0;
    bool singleWord = false;  ///< Not inside of a word.
    bool leftStrip = false;   ///< White space before it belongs to it,
    bool rightStrip = false;  ///< white space behind it.
    bool normalized = false;  ///< It is looked for in the normalized text, by its normalized content.
    bool special = false;
};

/// Part of a text: a token, or what lies between tokens.
struct TextPart {
    std::int32_t begin = 0;
    std::int32_t end = 0;
    std::int32_t id = -1;  ///< −1: text.
};

/// Finds added tokens from the left, the longest first where several begin. Walks a tree of bytes, so that the time is
/// linear in the text for any number of tokens. Const and thread-safe.
class AddedTokenFinder {
public:
    /// `patterns[i]` is what `tokens[i]` looks like in the text; of equal ones the first counts, empty ones are left out.
    AddedTokenFinder(std::vector<AddedToken> tokens, const std::vector<std::string>& patterns);

    bool empty() const { return m_tokens.empty(); }
    /// All of `text` in order, without empty parts.
    std::vector<TextPart> parts(std::string_view text) const;

private:
    struct Match {
        std::size_t end = 0;
        std::int32_t token = -1;
    };
    Match matchAt(std::string_view text, std::size_t at) const;
    bool isRefused(const AddedToken& token, std::string_view text, std::size_t begin, std::size_t end) const;

    std::vector<AddedToken> m_tokens;
    std::unordered_map<std::uint64_t, std::uint32_t> m_children;  ///< (node, byte) to node; the root is 0.
    std::vector<std::int32_t> m_ends;                             ///< For each node the token that ends there, or −1.
    std::array<bool, 256> m_starts{};                             ///< Bytes that a pattern begins with.
};

}  // namespace sparsescope
