// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/warning_sentences.h"

#include "base/text.h"

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t namedAtMost = 5;

}  // namespace

std::string enumerated(const Names& names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < namedAtMost; ++i)
        text += (i == 0 ? "" : ", ") + quoted(names[i], 60);
    return names.size() > namedAtMost ? text + fmt::format(" and {} more", names.size() - namedAtMost) : text;
}

void tell(Names& warnings, const Names& names, const char* one, const char* several)
{
    if (!names.empty())
        warnings.push_back(fmt::format(fmt::runtime(names.size() == 1 ? one : several), enumerated(names)));
}

void tellCount(Names& warnings, std::int64_t count, const char* one, const char* several)
{
    if (count > 0)
        warnings.push_back(count == 1 ? one : fmt::format(fmt::runtime(several), groupedNumber(count)));
}

std::string lowered(std::string text)
{
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

}  // namespace sparsescope
