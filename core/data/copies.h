// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"

namespace sparsescope {

/// Sentences about picture files that hold the same bytes as another: how many there are, how many of them are held out
/// and in train too (which makes a head look better than it is), how many lie in two classes; each with an example.
/// Sizes are compared first, then the first 16 KB, then SHA-256, so that few files are read whole. What cannot be read
/// is left to the extraction to tell. Cancelled when asked to stop.
Result<std::vector<std::string>> notesAboutCopies(const Dataset& dataset, Progress& progress);

}  // namespace sparsescope
