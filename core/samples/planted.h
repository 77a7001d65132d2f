// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "samples/samples.h"

namespace sparsescope {

SampleInfo plantedSampleInfo();

/// Draws the pictures, trains the network on the training split and returns the audit's settings.
Result<AuditSettings> preparePlantedSample(const std::filesystem::path& workFolder, Progress& progress);

}  // namespace sparsescope
