// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "cli/context.h"

namespace sparsescope::cli {

/// The verbs of an open audit in order: extract, fit, select by the audit's own rule. Tells each step on stdout as text,
/// or all as one JSON object.
Status runAll(Audit& audit, Context& context, Progress& progress);

std::string estimateText(const TimeEstimate& time); ///< "About 12 s, an estimate by …"
std::string extractText(const ExtractReport& report, const ModelInfo& model);
std::string pathText(const PathView& view);       ///< One line a point, the chosen one marked.
std::string chosenText(const PathView& view);     ///< Two lines.

}  // namespace sparsescope::cli
