// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"

namespace sparsescope {

struct ReportOptions {
    int picturesPerFeature = 4;
    int errors = 24;                        ///< Misclassified examples shown with their explanation.
    bool absolutePaths = false;             ///< Off: nothing in the report tells where the files lie.
};

/// One self-contained HTML file: no script, nothing loaded, a content-security policy that forbids both. What was
/// skipped and which λs missed their tolerance stand on the first page; provenance at the end.
Status writeHtmlReport(Audit& audit, const std::filesystem::path& file, const ReportOptions& options,
                       Progress& progress);

}  // namespace sparsescope
