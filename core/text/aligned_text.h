// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sparsescope {

struct TextSpan {
    std::int32_t begin = 0;
    std::int32_t end = 0;
};

/// A changed text that knows for each of its bytes which bytes of the text before the change it stands for.
struct AlignedText {
    std::string text;
    std::vector<TextSpan> spans;

    void clear()
    {
        text.clear();
        spans.clear();
    }
    /// What bytes [begin, end) stand for; begin < end.
    TextSpan spanOf(std::int32_t begin, std::int32_t end) const
    {
        return {spans[static_cast<std::size_t>(begin)].begin, spans[static_cast<std::size_t>(end) - 1].end};
    }
};

}  // namespace sparsescope
