// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/tokenizer_config.h"
#include "text/tokenizer_parts.h"

namespace sparsescope {

/// vocab.txt, one token a line: BERT's tokenizer around it. Errors E-TOK-004 name the line.
Result<TokenizerParts> readVocabularyText(const std::filesystem::path& path, const TokenizerConfig& config);

/// vocab.json and merges.txt: RoBERTa's tokenizer around them. Errors E-TOK-004, E-TOK-005.
Result<TokenizerParts> readPairFiles(const std::filesystem::path& folder, const TokenizerConfig& config);

}  // namespace sparsescope
