// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/pattern.h"

#include <algorithm>

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

namespace {

/// Adds the entries of the outputs first … last − 1, sorted by column (counting sort; outputs stay ascending).
void addGroup(ColumnOrder& order, const Pattern& pattern, int first, int last, std::vector<int>& starts)
{
    std::fill(starts.begin(), starts.end(), 0);
    const int from = pattern.begin[static_cast<std::size_t>(first)];
    const int to = pattern.begin[static_cast<std::size_t>(last)];
    for (int e = from; e < to; ++e)
        ++starts[static_cast<std::size_t>(pattern.columns[static_cast<std::size_t>(e)]) + 1];
    const int offset = order.begin.back();
    starts[0] = offset;
    for (std::size_t c = 1; c < starts.size(); ++c) {
        starts[c] += starts[c - 1];
        if (starts[c] > starts[c - 1]) {
            order.columns.push_back(static_cast<int>(c) - 1);
            order.begin.push_back(starts[c]);
        }
    }
    order.outputs.resize(static_cast<std::size_t>(order.begin.back()));
    order.entries.resize(order.outputs.size());
    for (int q = first; q < last; ++q)
        for (int e = pattern.begin[static_cast<std::size_t>(q)]; e < pattern.begin[static_cast<std::size_t>(q) + 1]; ++e) {
            const auto at = static_cast<std::size_t>(starts[static_cast<std::size_t>(pattern.columns[static_cast<std::size_t>(e)])]++);
            order.outputs[at] = q;
            order.entries[at] = e;
        }
}

}  // namespace

ColumnOrder byColumn(const Pattern& pattern, int columns, int groupOutputs)
{
    ColumnOrder order;
    std::vector<int> starts(static_cast<std::size_t>(columns) + 1);
    for (int first = 0; first < pattern.outputs(); first += groupOutputs)
        addGroup(order, pattern, first, std::min(first + groupOutputs, pattern.outputs()), starts);
    return order;
}

}  // namespace sparsescope
