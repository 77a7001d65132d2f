// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "models/small_cnn_training.h"
#include "models/text_model.h"

#include <string>
#include <vector>

namespace sparsescope {

/// Texts as token ids, the special ones included, each with its class 0…K−1.
struct LabelledTexts {
    std::vector<TokenIds> texts;
    std::vector<int> labels;
};

struct SmallBertTraining {
    std::vector<std::string> classNames; ///< K
    int vocabulary = 0;                  ///< Ids end before this.
    int epochs = 8;
    int batch = 32;
    double learningRate = 2e-3; ///< At its peak; rises over the first tenth and falls along a cosine.
    std::uint64_t seed = 0;
};

/// Tokens that the network can take.
inline constexpr int smallBertPositions = 32;

/// config.json of the network, as transformers reads it.
std::string smallBertConfig(const SmallBertTraining& options);

/// Trains a BERT of two layers and 64 values a token with a classifier on its pooler, by Adam on softmax cross-entropy.
/// On one machine the same texts and seed give the same bits. A stop is heard within a batch. Tensors have the names
/// that transformers gives those of BertForSequenceClassification.
Result<TrainedNetwork> trainSmallBert(const LabelledTexts& training, const SmallBertTraining& options,
                                      Progress& progress);

}  // namespace sparsescope
