// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

/// Sizes of the small BERT that is trained in place.
namespace sparsescope::smallBert {

inline constexpr int layers = 2;
inline constexpr int hidden = 64;
inline constexpr int heads = 4;
inline constexpr int intermediate = 128;
inline constexpr double epsilon = 1e-12;

}  // namespace sparsescope::smallBert
