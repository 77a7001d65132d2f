// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/emoji_list.h"

#include "base/random.h"

#include <charconv>
#include <map>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr char32_t joiner = 0x200D;

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t\r");
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::u32string parseCodePoints(std::string_view text)
{
    std::u32string points;
    while (!(text = trimmed(text)).empty()) {
        const auto end = std::min(text.find(' '), text.size());
        std::uint32_t value = 0;
        std::from_chars(text.data(), text.data() + end, value, 16);
        points += static_cast<char32_t>(value);
        text.remove_prefix(end);
    }
    return points;
}

/// "😀 E1.0 grinning face" -> "grinning face"
std::string parseName(std::string_view comment)
{
    comment = trimmed(comment);
    for (int word = 0; word < 2; ++word)
        comment.remove_prefix(std::min(comment.find(' ') + 1, comment.size()));
    return std::string(trimmed(comment));
}

bool isPerson(char32_t c)
{
    return (c >= 0x1F466 && c <= 0x1F469) || (c >= 0x1F9D1 && c <= 0x1F9D3) || c == 0x1F474 || c == 0x1F475;
}

/// Skin tones, hair and sex are what members of one family differ in; the variation selector says nothing.
bool saysNothingOfTheFamily(char32_t c)
{
    const bool skinTone = c >= 0x1F3FB && c <= 0x1F3FF;
    const bool hair = c >= 0x1F9B0 && c <= 0x1F9B3;
    return skinTone || hair || c == 0x2640 || c == 0x2642 || c == 0xFE0F || c == joiner;
}

std::string familyOf(const std::u32string& points)
{
    std::string family;
    for (const char32_t c : points)
        if (!saysNothingOfTheFamily(c))
            family += isPerson(c) ? "person " : fmt::format("{:X} ", static_cast<std::uint32_t>(c));
    return family;
}

/// Members of the families of one group, families in the file's order.
std::vector<std::vector<std::size_t>> familiesOf(const EmojiList& list, int group)
{
    std::map<std::string, std::size_t> known;
    std::vector<std::vector<std::size_t>> families;
    for (std::size_t i = 0; i < list.emoji.size(); ++i) {
        if (list.emoji[i].group != group)
            continue;
        const auto [at, isNew] = known.emplace(list.emoji[i].family, families.size());
        if (isNew)
            families.emplace_back();
        families[at->second].push_back(i);
    }
    return families;
}

void splitGroup(const std::vector<std::vector<std::size_t>>& families, std::vector<Split>& splits)
{
    std::size_t total = 0;
    for (const auto& family : families)
        total += family.size();
    std::size_t dealt = 0;
    for (const auto& family : families) {
        const Split split = dealt * 10 < total ? Split::Test : dealt * 5 < total ? Split::Validation : Split::Train;
        for (const std::size_t member : family)
            splits[member] = split;
        dealt += family.size();
    }
}

}  // namespace

EmojiList parseEmojiTest(std::string_view text)
{
    constexpr std::string_view groupMark = "# group: ";
    EmojiList list;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with(groupMark))
            list.groups.emplace_back(trimmed(line.substr(groupMark.size())));
        const auto semicolon = line.find(';');
        const auto hash = line.find('#', std::min(semicolon, line.size()));
        if (semicolon == 0 || line.starts_with('#') || hash == std::string_view::npos || list.groups.empty()
            || trimmed(line.substr(semicolon + 1, hash - semicolon - 1)) != "fully-qualified")
            continue;
        Emoji emoji{parseCodePoints(line.substr(0, semicolon)),
                    parseName(line.substr(hash + 1)),
                    static_cast<int>(list.groups.size()) - 1,
                    {}};
        emoji.family = familyOf(emoji.codePoints);
        list.emoji.push_back(std::move(emoji));
    }
    return list;
}

std::vector<Split> splitByFamily(const EmojiList& list, std::uint64_t seed)
{
    std::vector<Split> splits(list.emoji.size(), Split::Train);
    Random random(seed);
    for (int group = 0; group < static_cast<int>(list.groups.size()); ++group) {
        auto families = familiesOf(list, group);
        random.shuffle(families);
        splitGroup(families, splits);
    }
    return splits;
}

}  // namespace sparsescope
