// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/sparse_head.h"
#include "models/text_model.h"
#include "text/tokenizer.h"

#include <string>
#include <vector>

namespace sparsescope {

/// What a head says about any text, seen before or not.
struct TextPrediction {
    std::string text;
    Encoding encoding;              ///< Tokens with their places in the text; encoding.truncated: not read to its end.
    Eigen::RowVectorXf features;    ///< d, raw
    Eigen::VectorXd logits;         ///< K
    Eigen::VectorXd probabilities;  ///< K
    int predicted = 0;
};

/// One forward pass: fast enough to run while a person types (a few milliseconds for MiniLM).
Result<TextPrediction> predictText(const TextModel& model, const SparseHead& head, const Standardization& scale,
                                   const std::string& text);

/// How an edit moved one feature.
struct MovedFeature {
    int feature = 0;
    double before = 0;              ///< Standardised.
    double after = 0;
    double part = 0;                ///< weight × (after − before): its part in the logit's change.
};

struct TextChange {
    int klass = 0;
    double logitChange = 0;         ///< Σ parts, to rounding.
    double probabilityChange = 0;
    std::vector<MovedFeature> moved;    ///< The class's features by |part|, largest first.
};

TextChange compareTexts(const TextPrediction& before, const TextPrediction& after, const SparseHead& head,
                        const Standardization& scale, int klass);

}  // namespace sparsescope
