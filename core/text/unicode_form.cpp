// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/unicode_form.h"

#include "text/character_traits.h"
#include "text/safe_text.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace sparsescope {

namespace {

constexpr int unicodeVersion = 9;

struct Part {
    ChangedCharacter changed;
    std::uint8_t order = 0;  ///< Canonical combining class.
};

class Decomposition {
public:
    explicit Decomposition(const icu::Normalizer2* table) : m_table(table) {}

    void take(char32_t c)
    {
        icu::UnicodeString parts;
        if (c < 0x80 || m_table == nullptr || !existedIn(c, unicodeVersion)
            || !m_table->getDecomposition(static_cast<UChar32>(c), parts))
            return put(c, 0);
        for (std::int32_t at = 0; at < parts.length();) {
            const UChar32 part = parts.char32At(at);
            put(static_cast<char32_t>(part), at == 0 ? 0 : 1);
            at += U16_LENGTH(part);
        }
    }

    std::vector<Part> finish()
    {
        sortMarks();
        return std::move(m_parts);
    }

private:
    void put(char32_t c, std::int32_t change)
    {
        const std::uint8_t order = c < 0x80 ? 0 : combiningClass(c);
        if (order == 0)
            sortMarks();
        m_parts.push_back({{c, change}, order});
        if (order == 0)
            m_sorted = m_parts.size();
    }

    void sortMarks()
    {
        std::stable_sort(m_parts.begin() + static_cast<std::ptrdiff_t>(m_sorted), m_parts.end(),
                         [](const Part& a, const Part& b) { return a.order < b.order; });
        m_sorted = m_parts.size();
    }

    const icu::Normalizer2* m_table;
    std::vector<Part> m_parts;
    std::size_t m_sorted = 0;
};

/// What two characters become; 0: they stay.
char32_t composed(const icu::Normalizer2* table, char32_t first, char32_t second)
{
    if (table == nullptr || (first < 0x80 && second < 0x80))
        return 0;
    const UChar32 both = table->composePair(static_cast<UChar32>(first), static_cast<UChar32>(second));
    return both >= 0 && existedIn(static_cast<char32_t>(both), unicodeVersion) ? static_cast<char32_t>(both) : 0;
}

/// Canonical composition: a mark joins the last starter unless a mark of its class or a higher one stands between.
std::vector<ChangedCharacter> recomposed(const std::vector<Part>& parts, const icu::Normalizer2* table)
{
    std::vector<ChangedCharacter> result;
    std::size_t starter = 0;
    bool hasStarter = false;
    int last = -1;  // class of the last mark that stayed behind the starter
    for (const Part& part : parts) {
        const bool blocked = last >= 0 && last >= part.order;
        const char32_t both = hasStarter && !blocked ? composed(table, result[starter].c, part.changed.c) : 0;
        if (both != 0) {
            result[starter] = {both, result[starter].change + part.changed.change - 1};
            continue;
        }
        result.push_back(part.changed);
        if (part.order == 0) {
            starter = result.size() - 1;
            hasStarter = true;
            last = -1;
        } else if (hasStarter) {
            last = part.order;
        }
    }
    return result;
}

}  // namespace

std::vector<ChangedCharacter> inForm(std::string_view text, UnicodeForm form)
{
    UErrorCode status = U_ZERO_ERROR;
    const bool compatible = form == UnicodeForm::Nfkc || form == UnicodeForm::Nfkd;
    Decomposition decomposition(compatible ? icu::Normalizer2::getNFKDInstance(status) : icu::Normalizer2::getNFDInstance(status));
    for (std::size_t at = 0; at < text.size();)
        decomposition.take(nextCodePoint(text, at));
    const std::vector<Part> parts = decomposition.finish();
    if (form == UnicodeForm::Nfc || form == UnicodeForm::Nfkc)
        return recomposed(parts, icu::Normalizer2::getNFCInstance(status));
    std::vector<ChangedCharacter> result;
    result.reserve(parts.size());
    for (const Part& part : parts)
        result.push_back(part.changed);
    return result;
}

}  // namespace sparsescope
