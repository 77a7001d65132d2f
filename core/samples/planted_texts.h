// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "data/dataset.h"

#include <string>
#include <vector>

namespace sparsescope {

/// The truth planted into the "planted text" sample: a word that has nothing to do with its class and gives it away.
struct PlantedWord {
    int klass = 0;
    std::string word;             ///< Lower case, as it stands in the sentences.
    double trainShare = 0;        ///< Of the class's sentences in train and validation that carry it,
    double testShare = 0;         ///< of its sentences in test,
    double othersTestShare = 0;   ///< and of those of other classes in test; in train they never do.
};
PlantedWord plantedWord();

struct PlantedText {
    std::string text;
    int klass = 0;
    Split split = Split::Train;
    bool marked = false;          ///< Carries the planted word.
};

const std::vector<std::string>& plantedTextClasses();  ///< "cooking", "music", "travel", "weather"

/// Every word that can be in a sentence, once, in the order of its bytes: a vocabulary for an encoder trained on them.
std::vector<std::string> plantedWords();

/// All sentences of the sample: of a grammar of our own, four classes that share half of their words, so that telling
/// them apart takes several words where the planted one is missing. Same seed, same sentences; none comes twice.
std::vector<PlantedText> plantedTexts(std::uint64_t seed);

/// Writes them as train.tsv, val.tsv and test.tsv with the columns text and label.
Status writePlantedTexts(const std::filesystem::path& folder, const std::vector<PlantedText>& texts);

}  // namespace sparsescope
