// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sparsescope {

/// Gradient ascent by Adam (Kingma and Ba, 2015) with its usual constants 0.9, 0.999 and 1e-8.
class Adam {
public:
    explicit Adam(std::size_t parameters) : m_mean(parameters), m_square(parameters) {}

    /// One step up, of at most about `rate` for each parameter.
    void climb(std::span<float> parameters, std::span<const float> gradient, double rate);

private:
    std::vector<float> m_mean;
    std::vector<float> m_square;
    int m_steps = 0;
};

}  // namespace sparsescope
