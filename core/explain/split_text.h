// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/text_model.h"
#include "text/words.h"

#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// What counts as one word of a text when words are taken out.
enum class WordUnit {
    Written,    ///< A word as it is written, at all its places: as in LIME's bag of words.
    Folded,     ///< The same without regard to case: as words of a corpus are counted.
    Place,      ///< Every place for itself.
};

/// Which words of a SplitText are there: a PartMask of its words.
using WordMask = std::vector<bool>;

/// A text cut into the words that can be taken out of it; what lies between words always stays.
class SplitText {
public:
    struct Unit {
        std::string word;           ///< As first written, or folded; untrusted.
        std::vector<Word> places;   ///< Ascending.
    };

    /// All words that begin in the first `bytes` bytes, by their first place.
    SplitText(std::string text, WordUnit unit, std::size_t bytes = std::string::npos);

    const std::string& text() const { return m_text; }
    int size() const { return static_cast<int>(m_units.size()); }
    const std::vector<Unit>& units() const { return m_units; }
    const Unit& unit(int index) const { return m_units[static_cast<std::size_t>(index)]; }
    /// The text with the words that the mask (of size()) keeps. The blanks around a word that goes stay, as in LIME.
    std::string keeping(const WordMask& kept) const;

private:
    struct Place {
        Word word;
        int unit = 0;
    };
    std::string m_text;
    std::vector<Unit> m_units;
    std::vector<Place> m_places;    ///< All of them, ascending.
};

/// How many bytes of a text the network reads before it is cut.
struct ReadPart {
    std::size_t bytes = 0;
    std::size_t reach = 0;  ///< What lies behind is not read either when words of the first `bytes` are taken out.
    bool cut = false;
};
ReadPart readPart(const TextModel& model, std::string_view text);

}  // namespace sparsescope
