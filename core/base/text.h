// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sparsescope {

/// Untrusted text (file names, labels, keys) made safe to print on one line: control characters, line breaks,
/// bidirectional overrides and invalid UTF-8 become visible escapes, and it is cut to `maxCharacters` with "…".
std::string displayText(std::string_view untrusted, std::size_t maxCharacters = 120);

/// displayText in double quotes, as error sentences name files, tensors and fields.
std::string quoted(std::string_view untrusted, std::size_t maxCharacters = 120);

/// "1 234 567": digits grouped with a narrow no-break space.
std::string groupedNumber(std::int64_t number);

/// "18.8 MB": decimal units, three digits.
std::string byteSize(std::uint64_t bytes);

/// "3 s", "2 min 5 s", "1 h 10 min".
std::string duration(double seconds);

/// Lower-case file-name stem from any text: letters, digits, '-' and '_' only, never empty, at most 60 characters.
std::string slug(std::string_view untrusted);

bool isValidUtf8(std::string_view text);

}  // namespace sparsescope
