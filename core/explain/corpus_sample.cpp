// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/corpus_sample.h"

#include "base/random.h"

#include <algorithm>
#include <map>

namespace sparsescope {

namespace {

struct Group {
    std::vector<std::int64_t> rows;
    std::int64_t taken = 0;
    double remainder = 0;
};

/// How many of each group: the whole part of its share, and one more where most is left over.
void share(std::vector<Group>& groups, double part, std::int64_t count)
{
    std::vector<Group*> order;
    for (Group& group : groups) {
        const double wanted = static_cast<double>(group.rows.size()) * part;
        group.taken = static_cast<std::int64_t>(wanted);
        group.remainder = wanted - static_cast<double>(group.taken);
        count -= group.taken;
        order.push_back(&group);
    }
    std::stable_sort(order.begin(), order.end(), [](const Group* a, const Group* b) { return a->remainder > b->remainder; });
    for (Group* group : order)
        if (count > 0 && group->taken < static_cast<std::int64_t>(group->rows.size())) {
            ++group->taken;
            --count;
        }
}

}  // namespace

std::vector<std::int64_t> sampledTexts(std::span<const int> labels, std::int64_t count, std::uint64_t seed)
{
    const auto all = static_cast<std::int64_t>(labels.size());
    std::map<int, Group> byClass;
    for (std::int64_t row = 0; row < all; ++row)
        byClass[labels[static_cast<std::size_t>(row)]].rows.push_back(row);
    std::vector<Group> groups;
    for (auto& [label, group] : byClass)
        groups.push_back(std::move(group));
    count = std::clamp<std::int64_t>(count, 0, all);
    share(groups, all == 0 ? 0 : static_cast<double>(count) / static_cast<double>(all), count);
    Random random(seed);
    std::vector<std::int64_t> rows;
    for (Group& group : groups) {
        random.shuffle(group.rows);
        rows.insert(rows.end(), group.rows.begin(), group.rows.begin() + group.taken);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

}  // namespace sparsescope
