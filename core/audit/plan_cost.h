// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"

namespace sparsescope {

/// What an audit with some settings would cost, told before it is made.
struct PlannedCost {
    ExtractEstimate extraction;
    bool onlyAPersonCanTell = false;  ///< Whether the network's own classes are those of the data.
};

/// Opens the model and the data, whichever kind they are, and runs a few forward passes. `folder`: where the audit will lie.
Result<PlannedCost> planCost(const AuditSettings& settings, const std::filesystem::path& folder, Progress& progress);

}  // namespace sparsescope
