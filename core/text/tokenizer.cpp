// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/tokenizer.h"

#include "base/text.h"

#include <fmt/format.h>

namespace sparsescope {

Tokenizer::~Tokenizer() = default;

Result<std::unique_ptr<Tokenizer>> openTokenizer(const std::filesystem::path& folder, Progress&)
{
    return Error{"E-TOK-001",
                 fmt::format("Cannot open the tokenizer in {}: no kind of tokenizer is read yet.",
                             quoted(folder.string(), 300)),
                 ""};
}

}  // namespace sparsescope
