// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sparsescope {

/// Rows of one class before and after balancing. Where rows are weighted, `after` is the sum of their weights, rounded.
struct BalanceCount {
    int label = 0;
    std::array<std::int64_t, 3> before{};  ///< Per split.
    std::array<std::int64_t, 3> after{};
};

/// Which rows a fit sees, and how much each counts.
struct BalancedRows {
    std::vector<std::int64_t> rows;   ///< Ascending; all of them but for Balance::Down.
    std::vector<double> weights;      ///< One for each of `rows`; whole numbers but for Balance::Weights.
    std::vector<BalanceCount> counts; ///< One for each class.
};

/// Balances train and validation, each for itself and for any number of classes; test stays as it is, because numbers on
/// it are to say how it is out there. Classes that a split lacks are left out of its reckoning. Down: as many rows of
/// every class as the smallest has, drawn with the seed. Up: weights that are whole numbers and add up to the largest
/// class's rows, which is exactly the fit on repeated rows; who gets the remainder is drawn. Weights: the inverse of the
/// class's share, with mean 1. `labels` and `splits` have one entry for each row.
BalancedRows balanceRows(std::span<const int> labels, std::span<const Split> splits, int classes, Balance balance,
                         std::uint64_t seed);
BalancedRows balanceRows(const Dataset& dataset, Balance balance, std::uint64_t seed);

std::string balanceName(Balance balance);  ///< "none", "down", "up", "weights"

/// "Balanced by leaving out rows: toxic 15 294 → 15 294, not toxic 144 277 → 15 294 (train)". Empty for None.
std::string balanceSentence(const BalancedRows& rows, Balance balance, std::span<const DatasetClass> classes);

}  // namespace sparsescope
