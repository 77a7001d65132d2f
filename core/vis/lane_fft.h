// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <vector>

namespace sparsescope {

/// Fourier transforms of all columns of a table at once (Stockham's order, radices 4, 2 and the odd primes of the length).
/// Columns lie side by side, so that every step is the same for a vector of them. Lengths with a large prime are slow, not wrong.
class LaneFft {
public:
    static constexpr std::size_t block = 16;  ///< The number of columns must be a multiple of this.

    explicit LaneFft(int length);

    int length() const { return m_length; }
    /// X_k = Σ_n x_n exp(−2πi kn / length), in place: `re` and `im` are length × columns, row by row. With `re` and `im` swapped
    /// it is the inverse, times the length. Keeps scratch memory: one thread at a time.
    void run(float* re, float* im, std::size_t columns);

    struct Stage {
        int radix = 0;
        int before = 1;                 ///< Product of the earlier radices.
        int after = 1;                  ///< Product of the later ones.
        std::vector<float> twiddles;    ///< after × radix pairs (cos, sin): exp(−2πi p·j / (radix·after)).
        std::vector<float> roots;       ///< radix pairs: exp(−2πi j / radix).
    };

private:
    int m_length;
    std::vector<Stage> m_stages;
    std::vector<float> m_scratch;       ///< Two tables of a block of columns, re and im each.
    std::vector<float> m_odd;           ///< Sums and differences of one butterfly of a large prime.
};

}  // namespace sparsescope
