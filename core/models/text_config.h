// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "models/cpu_kernels.h"
#include "models/model_info.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sparsescope {

/// The sizes of a BERT or RoBERTa encoder, as a config.json says them or as they follow from its tensors.
struct TextConfig {
    enum class Family { Bert, Roberta };

    Family family = Family::Bert;
    int vocabulary = 0;
    int hidden = 0;
    int layers = 0;
    int heads = 0;
    int intermediate = 0;
    int positions = 0;       ///< Rows of the position embedding.
    int types = 0;           ///< Rows of the token type embedding.
    int firstPosition = 0;   ///< Position of the first token: RoBERTa starts after its padding id.
    double epsilon = 1e-12;  ///< Of every layer norm.
    ElementFunction activation = ElementFunction::Gelu;

    std::string architecture;             ///< "BertForSequenceClassification", or empty.
    std::vector<std::string> classNames;  ///< id2label, made unique; or empty.
    std::string problemType;              ///< "multi_label_classification", …; or empty.
    std::vector<std::string> notes;

    int headWidth() const { return hidden / heads; }
    /// Tokens that fit.
    int longestText() const { return positions - firstPosition; }
};

/// Reads config.json as untrusted: size, depth, and each field's range before anything follows from it.
Result<TextConfig> readTextConfig(const std::filesystem::path& file);

}  // namespace sparsescope
