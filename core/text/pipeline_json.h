// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/json_component.h"
#include "text/tokenizer_parts.h"

namespace sparsescope {

/// The components of a "Sequence" and of those in it, or the one there is. At most 32.
Result<std::vector<JsonComponent>> flattened(const JsonComponent& component, const char* list);

/// What "normalizer" of a tokenizer.json says. Errors: E-TOK-002, E-TOK-003.
Status readNormalizer(const JsonComponent& root, TokenizerParts& parts);

/// What "pre_tokenizer" says; parts.kind is known already.
Status readPreTokenizer(const JsonComponent& root, TokenizerParts& parts);

}  // namespace sparsescope
