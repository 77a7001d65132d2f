// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace sparsescope {

/// "91.2 %"; an en dash where there is no number.
std::string percent(double share);
/// "+1.83", "−0.55" with a real minus sign; two digits after the point, more where they would all be zeros.
std::string signedNumber(double value);
/// "14", "3.7", "0.42": about three digits.
std::string fewDigits(double value);

}  // namespace sparsescope
