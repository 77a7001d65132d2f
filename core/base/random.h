// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sparsescope {

/// Seeded random numbers that are the same on every machine and standard library (xoshiro256** seeded by splitmix64;
/// Blackman and Vigna, 2018). The standard distributions are not portable, so ours live here.
class Random {
public:
    explicit Random(std::uint64_t seed);

    std::uint64_t next();
    double uniform();                            ///< In [0, 1).
    double normal();                             ///< Mean 0, variance 1 (Box and Muller, 1958).
    std::uint64_t below(std::uint64_t bound);    ///< In [0, bound), without bias; bound > 0.

    template <typename T>
    void shuffle(std::vector<T>& values)
    {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[below(i)]);
    }

private:
    std::uint64_t m_state[4];
};

}  // namespace sparsescope
