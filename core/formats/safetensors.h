// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/checkpoint.h"

namespace sparsescope {

bool matchesSafetensors(std::span<const std::byte> start);
/// Sentences have no file name.
Result<Checkpoint> readSafetensors(const FileReader& file, const CheckpointLimits& limits);

}  // namespace sparsescope
