// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sparsescope {

/// Column numbers of the design matrix, ascending.
using Columns = std::vector<int>;

/// Coordinates (column, output) of a table of weights, output by output. The values of the coordinates are kept apart, in
/// arrays of the same order.
struct Pattern {
    std::vector<int> begin = {0};  ///< Q + 1; output q has the entries begin[q] … begin[q+1] − 1.
    Columns columns;               ///< Per entry; ascending within an output.
    bool shared = false;           ///< All outputs have the same columns.

    int outputs() const { return static_cast<int>(begin.size()) - 1; }
    int size() const { return static_cast<int>(columns.size()); }
    std::span<const int> of(int output) const
    {
        const auto first = static_cast<std::size_t>(begin[static_cast<std::size_t>(output)]);
        const auto last = static_cast<std::size_t>(begin[static_cast<std::size_t>(output) + 1]);
        return {columns.data() + first, last - first};
    }
    /// Ends the output to which columns were added last.
    void closeOutput() { begin.push_back(size()); }
};

/// Calls visit(entry, column, output) for every entry.
template <typename Visit>
void forEachEntry(const Pattern& pattern, const Visit& visit)
{
    for (int q = 0; q < pattern.outputs(); ++q)
        for (int e = pattern.begin[static_cast<std::size_t>(q)]; e < pattern.begin[static_cast<std::size_t>(q) + 1]; ++e)
            visit(e, pattern.columns[static_cast<std::size_t>(e)], q);
}

/// Every output with the same columns.
Pattern sharedPattern(const Columns& columns, int outputs);
/// No coordinates at all.
Pattern emptyPattern(int outputs);

}  // namespace sparsescope
