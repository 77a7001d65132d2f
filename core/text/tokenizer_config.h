// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/tokenizer_parts.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace sparsescope {

/// What the small files beside a vocabulary say.
struct TokenizerConfig {
    std::optional<bool> lowerCase;
    std::optional<bool> stripAccents;
    std::optional<bool> chineseCharacters;
    std::optional<bool> prefixSpace;
    std::optional<bool> trimOffsets;
    std::map<std::string, AddedToken> special;  ///< "unk_token", "cls_token", …; ids are not set.
    std::vector<AddedToken> added;              ///< With ids.
};

/// Reads tokenizer_config.json, special_tokens_map.json and added_tokens.json of a folder, as far as they are there.
Result<TokenizerConfig> readTokenizerConfig(const std::filesystem::path& folder);

}  // namespace sparsescope
