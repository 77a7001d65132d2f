// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "vis/canvas.h"

namespace sparsescope {

// Colours whose channels are about independent in photographs (Olah, Mordvintsev and Schubert, "Feature Visualization", Distill
// 2017): decorrelated numbers without bounds become red, green and blue by a matrix and then 0…1 by the logistic function.

/// Decorrelated numbers become a picture, in place.
void toColours(Canvas& canvas);
/// The derivative by the picture becomes that by the decorrelated numbers, in place. `picture` is what toColours() gave.
void coloursBack(const Canvas& picture, Canvas& slope);
/// The inverse of toColours(), in place; values are kept off 0 and 1, which no finite numbers give.
void fromColours(Canvas& canvas);

}  // namespace sparsescope
