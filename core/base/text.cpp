// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// Length of the UTF-8 sequence at the start of `text` and its code point; length 0 if it is not valid.
struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;
};

CodePoint firstCodePoint(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length)
        return {};
    char32_t value = lead & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80)
            return {};
        value = (value << 6) | (byte(i) & 0x3F);
    }
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest[length] || surrogate || value > 0x10FFFF)
        return {};
    return {value, length};
}

bool isControl(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

/// Characters that reorder or hide the text around them.
bool isDeceptive(char32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF;
}

}  // namespace

std::string displayText(std::string_view untrusted, std::size_t maxCharacters)
{
    std::string out;
    for (std::size_t shown = 0; !untrusted.empty(); ++shown) {
        if (shown == maxCharacters)
            return out + "…";
        const CodePoint c = firstCodePoint(untrusted);
        if (c.length == 0)
            out += fmt::format("\\x{:02X}", static_cast<unsigned char>(untrusted[0]));
        else if (c.value == '\n' || c.value == '\t' || c.value == '\r')
            out += c.value == '\n' ? "\\n" : c.value == '\t' ? "\\t" : "\\r";
        else if (isControl(c.value) || isDeceptive(c.value))
            out += fmt::format("\\u{:04X}", static_cast<std::uint32_t>(c.value));
        else
            out += untrusted.substr(0, c.length);
        untrusted.remove_prefix(c.length == 0 ? 1 : c.length);
    }
    return out;
}

std::string quoted(std::string_view untrusted, std::size_t maxCharacters)
{
    return "\"" + displayText(untrusted, maxCharacters) + "\"";
}

std::string groupedNumber(std::int64_t number)
{
    std::string digits = std::to_string(number);
    const std::size_t sign = number < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > sign + 3;) {
        at -= 3;
        digits.insert(at, "\u202F");
    }
    return digits;
}

std::string byteSize(std::uint64_t bytes)
{
    if (bytes < 1000)
        return fmt::format("{} bytes", bytes);
    constexpr std::array<const char*, 5> units{"kB", "MB", "GB", "TB", "PB"};
    double size = static_cast<double>(bytes) / 1000.0;
    std::size_t unit = 0;
    for (; size >= 999.5 && unit + 1 < units.size(); ++unit)
        size /= 1000.0;
    return fmt::format("{:.{}f} {}", size, size < 10 ? 2 : size < 100 ? 1 : 0, units[unit]);
}

std::string duration(double seconds)
{
    if (!(seconds >= 0) || seconds > 1e9)
        return "unknown";
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    if (whole < 60)
        return fmt::format("{} s", whole);
    if (whole < 3600)
        return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string slug(std::string_view untrusted)
{
    std::string out;
    for (const char c : untrusted) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || c == '_')
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
        if (out.size() == 60)
            break;
    }
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out.empty() ? "unnamed" : out;
}

bool isValidUtf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = firstCodePoint(text).length;
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace sparsescope
