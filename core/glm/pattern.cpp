// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/pattern.h"

namespace sparsescope {

Pattern sharedPattern(const Columns& columns, int outputs)
{
    Pattern pattern;
    pattern.shared = true;
    pattern.columns.reserve(columns.size() * static_cast<std::size_t>(outputs));
    for (int q = 0; q < outputs; ++q) {
        pattern.columns.insert(pattern.columns.end(), columns.begin(), columns.end());
        pattern.closeOutput();
    }
    return pattern;
}

Pattern emptyPattern(int outputs)
{
    return sharedPattern({}, outputs);
}

}  // namespace sparsescope
