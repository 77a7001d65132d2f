// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/text.h"

#include <string>
#include <string_view>

namespace sparsescope {

/// quoted(), which for a std::string alone would mean the one of the standard library.
inline std::string inQuotes(std::string_view untrusted, std::size_t maxCharacters = 120)
{
    return sparsescope::quoted(untrusted, maxCharacters);
}

}  // namespace sparsescope
