// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sparsescope {

/// Rows of `count` texts, ascending: each class (labels from 0) in its share of all texts, drawn within it. All of them
/// where there are no more. Same labels, count and seed, same rows.
std::vector<std::int64_t> sampledTexts(std::span<const int> labels, std::int64_t count, std::uint64_t seed);

}  // namespace sparsescope
