// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/text_weights.h"

namespace sparsescope {

class Tokenizer;

/// A text encoder with everything understood of it.
struct UnderstoodText {
    ModelInfo info;
    TextConfig config;
    std::unique_ptr<TextWeights> weights;
    std::unique_ptr<Tokenizer> tokenizer;

    UnderstoodText();
    UnderstoodText(UnderstoodText&&) noexcept;
    UnderstoodText& operator=(UnderstoodText&&) noexcept;
    ~UnderstoodText();
};

/// A Hugging Face folder, or a bare checkpoint of an encoder. Reads, runs nothing.
Result<UnderstoodText> understandText(const std::filesystem::path& path, const ModelOptions& options,
                                      Progress& progress);

/// Whether a checkpoint holds an encoder of texts: it has word embeddings.
bool looksLikeTextEncoder(const Checkpoint& checkpoint);

/// The tokenizer beside a model, with what is told of it, and the most tokens: the person's choice, what the folder
/// says, else `longest`. Errors for ids beyond the embedding's `vocabulary` rows (0: not known) and for too many
/// tokens.
Status describeTokens(const std::filesystem::path& folder, const ModelOptions& options, int vocabulary, int longest,
                      std::unique_ptr<Tokenizer>& tokenizer, ModelInfo& info, Progress& progress);

}  // namespace sparsescope
