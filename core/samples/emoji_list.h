// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// One fully-qualified emoji of Unicode's emoji-test.txt.
struct Emoji {
    std::u32string codePoints;
    std::string name;   ///< "kiss: person, person, light skin tone, dark skin tone"
    int group = 0;      ///< Index into EmojiList::groups.
    std::string family; ///< Equal for emoji that differ only in skin tone, hair or the sex of people.
};

struct EmojiList {
    std::vector<std::string> groups; ///< "Smileys & Emotion", in the file's order.
    std::vector<Emoji> emoji;
};

/// Reads the text of emoji-test.txt; lines that say nothing about a fully-qualified emoji are passed over.
EmojiList parseEmojiTest(std::string_view text);

/// One split per emoji: about 80 % of each group for training and 10 % each for validation and test, seeded. Emoji of
/// one family stay together: otherwise the test pictures would be near-copies of training pictures.
std::vector<Split> splitByFamily(const EmojiList& list, std::uint64_t seed);

}  // namespace sparsescope
