// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <functional>

namespace sparsescope {

/// Cores this process may use (its affinity mask, so that taskset and containers count), at least 1.
int availableCores();

/// Runs work(begin, end) over [0, count) in `threads` contiguous chunks that depend only on count and threads, so that
/// a reduction over them gives the same bits each time. The first exception is rethrown here.
void parallelFor(std::size_t count, int threads, const std::function<void(std::size_t begin, std::size_t end)>& work);

}  // namespace sparsescope
