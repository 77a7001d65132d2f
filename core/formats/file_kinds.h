// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace sparsescope {

/// If the first bytes of a file are those of something that is not a checkpoint, the sentence that says what it is and
/// what to do: "it is a Git LFS pointer, not the model itself. …".
std::optional<std::string> foreignKind(std::span<const std::byte> start);

}  // namespace sparsescope
