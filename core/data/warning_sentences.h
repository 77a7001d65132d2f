// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sparsescope {

// How warnings about pictures and about texts are put into sentences.

using Names = std::vector<std::string>;

/// "\"a\", \"b\" and 3 more"
std::string enumerated(const Names& names);

/// Adds a sentence in which {} stands for the names, unless there are none.
void tell(Names& warnings, const Names& names, const char* one, const char* several);

/// Adds a sentence in which {} of `several` stands for the count, unless that is 0.
void tellCount(Names& warnings, std::int64_t count, const char* one, const char* several);

/// A to Z as a to z; all else as it is.
std::string lowered(std::string text);

}  // namespace sparsescope
