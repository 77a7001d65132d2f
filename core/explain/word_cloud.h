// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/corpus_words.h"
#include "glm/sparse_head.h"

namespace sparsescope {

struct CloudOptions {
    double topShare = 0.01;         ///< Of the words that count: how many of the strongest that raise the value.
    double bottomShare = 0.01;      ///< The same for those that lower it.
    int minTexts = 3;               ///< Words of fewer texts don't count: their mean says little.
    int atLeast = 8;                ///< Words on each side however small the share, as far as there are any.
    int atMost = 60;
};

struct CloudWord {
    int word = 0;                   ///< Index in the CorpusWords.
    std::string text;               ///< Folded; untrusted.
    std::int64_t texts = 0;         ///< That have it.
    double mean = 0;                ///< Mean effect over them.
    double size = 0;                ///< |mean| as a share of the largest in the cloud, either side: 0…1.
};

/// The words that move a feature or a logit most, by the sign rule of word_effects.h: those in `raises` make it larger by
/// being there.
struct WordCloud {
    std::vector<CloudWord> raises;  ///< Largest mean first; all above 0.
    std::vector<CloudWord> lowers;  ///< Smallest mean first; all below 0.
    std::int64_t counted = 0;       ///< Words with minTexts or more.
};

/// `weights` as in CorpusWords::meanEffects().
WordCloud wordCloud(const CorpusWords& words, const Eigen::VectorXd& weights, const CloudOptions& options);

/// Weights that turn effects on features into effects on the logit of a class: weight / deviation.
struct LogitWeights {
    Eigen::VectorXd weights;        ///< One for each of the corpus's features.
    int missing = 0;                ///< Features of the class that the corpus was not explained for.
    double missingShare = 0;        ///< Their part of Σ |weight|.
};
LogitWeights logitWeights(const CorpusWords& words, const SparseHead& head, const Standardization& scale, int klass);

/// A name from the cloud: up to three words that raise the feature, or those that lower it behind "less:" where they are
/// more than twice as strong. Empty for an empty cloud.
std::string proposedName(const WordCloud& cloud);

}  // namespace sparsescope
