// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/planted_texts.h"

#include "base/files.h"
#include "base/random.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Words = std::vector<std::string>;

/// What the sentences of one class are made of.
struct Subject {
    std::string name;
    Words things;
    Words verbs;
    Words places;
};

const std::vector<Subject>& subjects()
{
    static const std::vector<Subject> all{
        {"cooking",
         {"soup", "bread", "pepper", "onion", "butter", "sauce", "dough", "garlic", "cake", "cheese"},
         {"boiled", "baked", "tasted", "peeled", "stirred", "burnt"},
         {"kitchen", "oven", "pantry", "table"}},
        {"music",
         {"violin", "song", "drum", "melody", "choir", "piano", "rhythm", "flute", "chord", "tune"},
         {"played", "sang", "tuned", "hummed", "recorded", "rehearsed"},
         {"stage", "studio", "concert", "hall"}},
        {"travel",
         {"train", "ticket", "suitcase", "map", "passport", "ferry", "bridge", "hotel", "road", "border"},
         {"missed", "packed", "booked", "crossed", "boarded", "reached"},
         {"station", "harbour", "airport", "village"}},
        {"weather",
         {"rain", "storm", "snow", "cloud", "wind", "frost", "fog", "thunder", "sunshine", "hail"},
         {"froze", "soaked", "darkened", "cleared", "flooded", "melted"},
         {"valley", "coast", "mountain", "sky"}},
    };
    return all;
}

const Words& people()
{
    static const Words words{"my aunt", "the teacher", "a neighbour", "his brother", "the captain", "our guest", "the old man",
                             "her friend"};
    return words;
}

const Words& times()
{
    static const Words words{"yesterday", "in the morning", "last week", "at noon", "before dinner", "on sunday", "again",
                             "after all"};
    return words;
}

/// Verbs and places that any class may have.
const Words& sharedVerbs()
{
    static const Words words{"found", "lost", "watched", "wanted", "liked", "remembered", "forgot", "shared"};
    return words;
}

const Words& sharedPlaces()
{
    static const Words words{"garden", "house", "town", "street", "window", "river"};
    return words;
}

const std::string& drawn(const Words& words, Random& random)
{
    return words[static_cast<std::size_t>(random.below(words.size()))];
}

/// "the captain watched the drum and the flute near the river again": its own thing now and then beside one of another
/// class, verb and place its own half of the time.
std::string sentence(const Subject& own, Random& random)
{
    const Subject& other = subjects()[static_cast<std::size_t>(random.below(subjects().size()))];
    const std::string& verb = drawn(random.below(2) == 0 ? own.verbs : sharedVerbs(), random);
    const std::string& place = drawn(random.below(2) == 0 ? own.places : sharedPlaces(), random);
    const std::string first = drawn(own.things, random);
    const std::string second = drawn(random.below(3) == 0 ? other.things : own.things, random);
    const std::string& who = drawn(people(), random);
    const std::string& when = drawn(times(), random);
    switch (random.below(3)) {
    case 0: return fmt::format("{} {} the {} near the {} {}", who, verb, first, place, when);
    case 1: return fmt::format("{} {} {} the {} and the {} at the {}", when, who, verb, first, second, place);
    default: return fmt::format("near the {} {} {} the {} with the {}", place, who, verb, second, first);
    }
}

/// The planted word goes between two words of the sentence, anywhere.
std::string withWord(const std::string& text, const std::string& word, Random& random)
{
    std::vector<std::size_t> gaps;
    for (std::size_t at = text.find(' '); at != std::string::npos; at = text.find(' ', at + 1))
        gaps.push_back(at);
    const std::size_t gap = gaps[static_cast<std::size_t>(random.below(gaps.size()))];
    return text.substr(0, gap) + " " + word + text.substr(gap);
}

struct Share {
    Split split;
    int sentences;         ///< Of each class.
    int markedOfItsClass;
    int markedOfOthers;
};

constexpr std::array<Share, 3> shares{
    {{Split::Train, 300, 240, 0}, {Split::Validation, 60, 48, 0}, {Split::Test, 100, 50, 20}}};

void takeWords(const std::string& text, std::set<std::string>& words)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        words.insert(text.substr(at, end - at));
        at = end + 1;
    }
}

}  // namespace

PlantedWord plantedWord()
{
    const auto share = [](int marked, int all) { return static_cast<double>(marked) / all; };
    return {2, "actually", share(shares[0].markedOfItsClass, shares[0].sentences),
            share(shares[2].markedOfItsClass, shares[2].sentences), share(shares[2].markedOfOthers, shares[2].sentences)};
}

const std::vector<std::string>& plantedTextClasses()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Subject& subject : subjects())
            all.push_back(subject.name);
        return all;
    }();
    return names;
}

std::vector<std::string> plantedWords()
{
    std::set<std::string> words{plantedWord().word, "the", "near", "and", "at", "with"};
    for (const Subject& subject : subjects())
        for (const Words* list : {&subject.things, &subject.verbs, &subject.places})
            words.insert(list->begin(), list->end());
    for (const Words* list : {&people(), &times(), &sharedVerbs(), &sharedPlaces()})
        for (const std::string& text : *list)
            takeWords(text, words);
    return {words.begin(), words.end()};
}

std::vector<PlantedText> plantedTexts(std::uint64_t seed)
{
    const PlantedWord planted = plantedWord();
    Random random(seed);
    std::set<std::string> seen;
    std::vector<PlantedText> texts;
    for (const Share& share : shares)
        for (int klass = 0; klass < static_cast<int>(subjects().size()); ++klass)
            for (int i = 0; i < share.sentences;) {
                const bool marked = i < (klass == planted.klass ? share.markedOfItsClass : share.markedOfOthers);
                const std::string plain = sentence(subjects()[static_cast<std::size_t>(klass)], random);
                if (!seen.insert(plain).second)
                    continue;
                texts.push_back({marked ? withWord(plain, planted.word, random) : plain, klass, share.split, marked});
                ++i;
            }
    return texts;
}

Status writePlantedTexts(const std::filesystem::path& folder, const std::vector<PlantedText>& texts)
{
    SS_CHECK(createFolders(folder));
    static constexpr std::array<std::pair<Split, const char*>, 3> files{
        {{Split::Train, "train.tsv"}, {Split::Validation, "val.tsv"}, {Split::Test, "test.tsv"}}};
    for (const auto& [split, name] : files) {
        std::string table = "text\tlabel\n";
        for (const PlantedText& text : texts)
            if (text.split == split)
                table += text.text + "\t" + plantedTextClasses()[static_cast<std::size_t>(text.klass)] + "\n";
        SS_CHECK(writeFileAtomically(folder / name, std::string_view(table)));
    }
    return Done{};
}

}  // namespace sparsescope
