// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/numbers.h"

#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

std::string percent(double share)
{
    if (!std::isfinite(share))
        return "–";
    return fmt::format("{:.1f}\u202F%", share * 100);
}

std::string signedNumber(double value)
{
    if (!std::isfinite(value))
        return "–";
    const double size = std::abs(value);
    const std::string digits = size == 0 || size >= 0.01 ? fmt::format("{:.2f}", size) : fmt::format("{:.1g}", size);
    return (value < 0 ? "−" : "+") + digits;
}

std::string fewDigits(double value)
{
    if (!std::isfinite(value))
        return "–";
    const double size = std::abs(value);
    return fmt::format("{:.{}f}", value, size >= 100 || value == std::round(value) ? 0 : size >= 1 ? 1 : 2);
}

}  // namespace sparsescope
