// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/adam.h"

#include <cmath>

namespace sparsescope {

void Adam::climb(std::span<float> parameters, std::span<const float> gradient, double rate)
{
    constexpr double beta1 = 0.9;
    constexpr double beta2 = 0.999;
    ++m_steps;
    const auto size = static_cast<float>(rate / (1 - std::pow(beta1, m_steps)));
    const auto correction = static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, m_steps)));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const float g = gradient[i];
        m_mean[i] += static_cast<float>(1 - beta1) * (g - m_mean[i]);
        m_square[i] += static_cast<float>(1 - beta2) * (g * g - m_square[i]);
        parameters[i] += size * m_mean[i] / (std::sqrt(m_square[i]) * correction + 1e-8F);
    }
}

}  // namespace sparsescope
