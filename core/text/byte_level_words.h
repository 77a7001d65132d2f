// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string_view>

namespace sparsescope {

/// Where the piece that begins at byte `at` of valid UTF-8 ends, as GPT-2's pattern cuts text:
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
/// Written out by hand, because no regular expression engine walks it as fast or promises linear time.
std::size_t byteLevelWordEnd(std::string_view text, std::size_t at);

}  // namespace sparsescope
