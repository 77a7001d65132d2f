// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "samples/samples.h"

namespace sparsescope {

SampleInfo plantedTextSampleInfo();

/// Writes the sentences, trains the encoder on the training split and returns the audit's settings.
Result<AuditSettings> preparePlantedTextSample(const std::filesystem::path& workFolder, Progress& progress);

}  // namespace sparsescope
