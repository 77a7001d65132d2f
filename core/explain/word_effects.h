// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/feature_targets.h"
#include "explain/lime.h"
#include "explain/split_text.h"

namespace sparsescope {

// The sign rule, everywhere in Sparsescope: the effect of a word on a feature, a logit or a probability is positive if the
// word being there makes the value larger. By removal: effect(w) = y(text) − y(text without w). By LIME: the coefficient of
// "w is there". What a feature's word does to a class is effect × weight of the class on it, so that a word which raises a
// feature of negative weight speaks against the class.

enum class WordMethod {
    Removal,    ///< Each word is taken out alone: exact, one pass for each word.
    Lime,       ///< Many words are taken out at a time and a linear model is fitted.
};
std::string wordMethodName(WordMethod method);  ///< "removal", "lime"

struct WordEffectOptions {
    WordMethod method = WordMethod::Lime;
    WordUnit unit = WordUnit::Written;
    LimeOptions lime;
    int repeats = 0;            ///< LIME with so many other seeds, for stability.
    int threads = 1;            ///< Batches run at a time.
};

struct WordEffects {
    std::vector<SplitText::Unit> words; ///< D, by first place.
    Eigen::MatrixXd effects;            ///< D × T. Removal: NaN for words that a cancel left out.
    Eigen::VectorXd value;              ///< T: of the whole text.
    Eigen::VectorXd intercept;          ///< T; empty by removal.
    Eigen::VectorXd r2;                 ///< T; empty by removal.
    /// T: mean correlation of the effects with those of other seeds; NaN where it cannot be told (no repeats, fewer than
    /// two words, a target that never changes); 1 where nothing was drawn. Empty by removal, which draws nothing.
    Eigen::VectorXd stability;
    int masks = 0;                      ///< Different masks that went into the effects.
    std::int64_t passes = 0;            ///< Different token sequences that the network ran on, repeats included.
    int samples = 0;                    ///< Draws that went into the effects, repeats not included; 0 by removal.
    bool enumerated = false;            ///< All masks were run: no seed had a part in it.
    bool cut = false;                   ///< The text is longer than the network reads; words beyond have no effect.
    bool complete = true;               ///< False after a cancel: told from what was done by then.
};

/// What each word of one text does to each target, all targets from one set of forward passes. A cancel gives what can be
/// told from the passes made (complete = false), or Cancelled where there is nothing yet.
/// Errors: as the model gives them; E-LIME-001 for options out of range.
Result<WordEffects> explainWords(const TextModel& model, const std::string& text, const FeatureTarget& target,
                                 const WordEffectOptions& options, Progress& progress);

}  // namespace sparsescope
