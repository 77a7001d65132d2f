// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/html.h"

#include "base/text.h"

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t tooltipCharacters = 1000;

}  // namespace

std::string escaped(std::string_view untrusted, std::size_t maxCharacters)
{
    std::string out;
    for (const char c : displayText(untrusted, maxCharacters)) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

std::string nameTag(std::string_view untrusted, std::size_t maxCharacters)
{
    const std::string shown = escaped(untrusted, maxCharacters);
    const std::string longer = escaped(untrusted, tooltipCharacters);
    if (shown == longer)
        return fmt::format("<bdi>{}</bdi>", shown);
    return fmt::format("<bdi title=\"{}\">{}</bdi>", longer, shown);
}

std::string base64(std::span<const std::byte> bytes)
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t b = 0; b < 3; ++b)
            group = (group << 8) | (b < have ? std::to_integer<unsigned>(bytes[i + b]) : 0U);
        for (std::size_t c = 0; c < 4; ++c)
            out += c <= have ? letters[(group >> (18 - 6 * c)) & 63] : '=';
    }
    return out;
}

}  // namespace sparsescope
