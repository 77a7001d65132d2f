// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/checkpoint.h"

namespace sparsescope {

/// Two verbs per format: does the start of a file look like it, and read it. Sentences of read() have no file name.
bool matchesTorchLegacy(std::span<const std::byte> start);
Result<Checkpoint> readTorchLegacy(const FileReader& file, const CheckpointLimits& limits);

}  // namespace sparsescope
