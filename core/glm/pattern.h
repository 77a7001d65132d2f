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

/// The coordinates of a pattern column by column, in groups of neighbouring outputs: numbers of a column that are loaded
/// serve all outputs of the group that want it, while the group's part of a table stays in the fastest cache.
struct ColumnOrder {
    Columns columns;               ///< Of each run: the entries of a column in a group.
    std::vector<int> begin = {0};  ///< Runs + 1; run r has the entries begin[r] … begin[r+1] − 1.
    std::vector<int> outputs;      ///< Per entry.
    std::vector<int> entries;      ///< Per entry: which one of the pattern it is.

    /// Whether columns serve enough outputs for this order to be the faster one.
    bool pays() const { return entries.size() >= 2 * columns.size() && !entries.empty(); }
};

/// Groups of `groupOutputs`; `columns` is how many the matrix has.
ColumnOrder byColumn(const Pattern& pattern, int columns, int groupOutputs);

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
