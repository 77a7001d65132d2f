// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "explain/word_effects.h"
#include "explain/word_store.h"

#include <span>

namespace sparsescope {

struct CorpusJobOptions {
    WordMethod method = WordMethod::Removal;
    LimeOptions lime;               ///< For each text; its seed is that of the text with this number 0.
    std::vector<int> features;      ///< Ascending; empty: all.
    std::vector<std::int64_t> rows; ///< The texts whose words are taken out, ascending; empty: all.
    std::int64_t sample = 0;        ///< For TextLook, which draws so many rows (see sampledTexts()); 0: all.
    int threads = 1;
};

/// What the effects of all words of all texts would cost, told before it starts.
struct CorpusCost {
    std::int64_t texts = 0;
    std::int64_t allTexts = 0;      ///< That those are a sample of, or the same number.
    std::int64_t words = 0;         ///< Different ones, added up over texts: rows of the result.
    std::int64_t passes = 0;        ///< Texts that the network would run on, at most.
    double seconds = 0;             ///< From a measurement on a few of the texts.
    std::uint64_t diskBytes = 0;    ///< As much memory is taken when it is looked at.
};

struct CorpusReport {
    std::int64_t texts = 0;
    std::int64_t allTexts = 0;
    std::int64_t resumedTexts = 0;  ///< Taken over from an earlier run.
    std::int64_t passes = 0;
    double seconds = 0;
};

/// `key` as in WordStoreSettings; `texts` counts all of them.
WordStoreSettings corpusSettings(const TextModel& model, std::int64_t texts, std::map<std::string, std::string> key,
                                 const CorpusJobOptions& options);

Result<CorpusCost> estimateCorpus(const TextModel& model, std::span<const std::string> texts, const CorpusJobOptions& options,
                                  Progress& progress);

/// Effects of every word of every text (or every one of the sample that `settings` has) on the chosen features, shard by shard into the store. Words are folded: "The" and
/// "the" go together. Goes on where an earlier run under the same settings was cancelled or killed; a cancel within a
/// second keeps the finished shards.
Result<CorpusReport> explainCorpus(const TextModel& model, std::span<const std::string> texts, const WordStore& store,
                                   const WordStoreSettings& settings, const CorpusJobOptions& options, Progress& progress);

}  // namespace sparsescope
