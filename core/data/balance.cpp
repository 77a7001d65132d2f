// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/balance.h"

#include "base/random.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Rows = std::vector<std::int64_t>;

constexpr std::array<Split, 2> balancedSplits{Split::Train, Split::Validation};

std::size_t indexOf(Split split)
{
    return static_cast<std::size_t>(split);
}

std::vector<Rows> rowsByClass(std::span<const int> labels, std::span<const Split> splits, int classes, Split split)
{
    std::vector<Rows> rows(static_cast<std::size_t>(classes));
    for (std::size_t row = 0; row < labels.size(); ++row)
        if (splits[row] == split)
            rows[static_cast<std::size_t>(labels[row])].push_back(static_cast<std::int64_t>(row));
    return rows;
}

/// Rows of the smallest and largest class that has any.
struct Extremes {
    std::int64_t smallest = 0;
    std::int64_t largest = 0;
    std::int64_t all = 0;
    std::int64_t classes = 0;
};

Extremes extremesOf(const std::vector<Rows>& rows)
{
    Extremes extremes;
    for (const Rows& members : rows) {
        const auto count = static_cast<std::int64_t>(members.size());
        if (count == 0)
            continue;
        extremes.smallest = extremes.classes == 0 ? count : std::min(extremes.smallest, count);
        extremes.largest = std::max(extremes.largest, count);
        extremes.all += count;
        ++extremes.classes;
    }
    return extremes;
}

/// The weights of one class's rows, which come in the order in which they were drawn.
double weightOf(Balance balance, const Extremes& extremes, std::int64_t count, std::int64_t rank)
{
    switch (balance) {
    case Balance::None: return 1;
    case Balance::Down: return rank < extremes.smallest ? 1 : 0;
    case Balance::Up: return static_cast<double>(extremes.largest / count + (rank < extremes.largest % count ? 1 : 0));
    case Balance::Weights: break;
    }
    return static_cast<double>(extremes.all) / (static_cast<double>(extremes.classes) * static_cast<double>(count));
}

}  // namespace

BalancedRows balanceRows(std::span<const int> labels, std::span<const Split> splits, int classes, Balance balance,
                         std::uint64_t seed)
{
    std::vector<double> weights(labels.size(), 1.0);
    Random random(seed);
    for (const Split split : balancedSplits) {
        std::vector<Rows> rows = rowsByClass(labels, splits, classes, split);
        const Extremes extremes = extremesOf(rows);
        for (Rows& members : rows) {
            random.shuffle(members);
            for (std::size_t rank = 0; rank < members.size(); ++rank)
                weights[static_cast<std::size_t>(members[rank])] =
                    weightOf(balance, extremes, static_cast<std::int64_t>(members.size()), static_cast<std::int64_t>(rank));
        }
    }
    BalancedRows balanced;
    std::vector<std::array<double, 3>> after(static_cast<std::size_t>(classes));
    balanced.counts.resize(static_cast<std::size_t>(classes));
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const auto label = static_cast<std::size_t>(labels[row]);
        ++balanced.counts[label].before[indexOf(splits[row])];
        after[label][indexOf(splits[row])] += weights[row];
        if (weights[row] == 0)
            continue;
        balanced.rows.push_back(static_cast<std::int64_t>(row));
        balanced.weights.push_back(weights[row]);
    }
    for (std::size_t label = 0; label < after.size(); ++label) {
        balanced.counts[label].label = static_cast<int>(label);
        for (std::size_t split = 0; split < 3; ++split)
            balanced.counts[label].after[split] = std::llround(after[label][split]);
    }
    return balanced;
}

BalancedRows balanceRows(const Dataset& dataset, Balance balance, std::uint64_t seed)
{
    std::vector<int> labels;
    std::vector<Split> splits;
    for (const DatasetItem& item : dataset.items) {
        labels.push_back(item.label);
        splits.push_back(item.split);
    }
    return balanceRows(labels, splits, static_cast<int>(dataset.classes.size()), balance, seed);
}

std::string balanceName(Balance balance)
{
    switch (balance) {
    case Balance::None: return "none";
    case Balance::Down: return "down";
    case Balance::Up: return "up";
    case Balance::Weights: break;
    }
    return "weights";
}

std::string balanceSentence(const BalancedRows& rows, Balance balance, std::span<const DatasetClass> classes)
{
    constexpr std::size_t namedAtMost = 8;
    if (balance == Balance::None)
        return "";
    std::string text = balance == Balance::Down ? "Balanced by leaving out rows: "
        : balance == Balance::Up                ? "Balanced by repeating rows: "
                                                : "Balanced by weights: ";
    for (std::size_t i = 0; i < rows.counts.size() && i < namedAtMost; ++i) {
        const std::string name = i < classes.size() ? classes[i].name : std::to_string(i);
        text += fmt::format("{}{} {} → {}", i == 0 ? "" : ", ", displayText(name, 40), groupedNumber(rows.counts[i].before[0]),
                            groupedNumber(rows.counts[i].after[0]));
    }
    if (rows.counts.size() > namedAtMost)
        text += fmt::format(" and {} more classes", rows.counts.size() - namedAtMost);
    return text + " (train).";
}

}  // namespace sparsescope
