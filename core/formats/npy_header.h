// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/npy.h"

#include <span>

namespace sparsescope {

/// The most bytes of a file that parseNpyHeader looks at. NumPy itself refuses headers above 10 000 bytes.
constexpr std::size_t npyHeaderLimit = 64 * 1024;

/// Reads the header from the first bytes of a file (all of it, or at least npyHeaderLimit bytes) that has `fileSize`
/// bytes. The text is parsed as the few literals NumPy writes and never evaluated. Sentences have no file name.
Result<NpyHeader> parseNpyHeader(std::span<const std::byte> start, std::uint64_t fileSize);

}  // namespace sparsescope
