// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/json_component.h"
#include "text/tokenizer_parts.h"

namespace sparsescope {

constexpr std::uint64_t mostTokenizerBytes = 64ULL << 20;

/// The parts in a tokenizer.json. Every component that would change an id and is not known is refused by its name.
Result<TokenizerParts> readTokenizerJson(const std::filesystem::path& path);

/// One token of "added_tokens", special_tokens_map.json or tokenizer_config.json: {"content": …, "lstrip": …, …}.
Result<AddedToken> readAddedToken(const JsonComponent& from);

/// {"token": id, …}, in the order of ids. `name` is what the object is called in sentences.
Result<std::vector<TokenEntry>> readVocabulary(const nlohmann::json& object, const std::string& file,
                                               const std::string& name);

/// Ids must be different, and not far beyond the number of tokens. `vocabulary` is in the order of ids.
Status checkIds(const std::vector<TokenEntry>& vocabulary, const std::string& file);

}  // namespace sparsescope
