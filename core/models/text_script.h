// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/feature_model.h"
#include "models/text_layers.h"

namespace sparsescope {

class Tokenizer;

/// A TorchScript program (input_ids, attention_mask) cut at its last linear layer, and everything understood of it.
struct CutTextProgram {
    ModelInfo info;
    OriginalHead head;
    std::unique_ptr<Tokenizer> tokenizer;
    std::unique_ptr<TextNetwork> network;

    CutTextProgram();
    CutTextProgram(CutTextProgram&&) noexcept;
    ~CutTextProgram();
};

/// Loads and runs the program: call only with the person's consent. Its tokenizer lies beside the file. It is tried on
/// a few ids to learn whether it takes several texts and other lengths.
Result<CutTextProgram> openTextProgram(const std::filesystem::path& path, const ModelOptions& options,
                                       const std::string& device, Progress& progress);

}  // namespace sparsescope
