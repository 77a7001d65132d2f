// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

struct TokenEntry {
    std::string text;
    std::int32_t id = 0;
};

/// Cuts text that holds no special tokens any more. Const and thread-safe.
class TokenModel {
public:
    virtual ~TokenModel();

    /// Appends the tokens of valid UTF-8, with bytes of `text` as their places; ends after the word with which `tokens`
    /// has `enough` or more.
    virtual void encode(std::string_view text, std::size_t enough, std::vector<Token>& tokens) const = 0;
};

}  // namespace sparsescope
