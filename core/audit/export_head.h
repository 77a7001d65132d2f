// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// One way to write a head down.
struct ExportFormat {
    std::string id;             ///< "torch"
    std::string description;    ///< "head.safetensors: weight (K, d) and bias (K) for raw features, …"
};

/// torch, safetensors, npy, csv.
std::vector<ExportFormat> exportFormats();

/// Writes the head of an analysis into `folder` in the asked formats (none: all of them), and classes.json beside it with
/// class names and provenance. A folder that holds something is refused unless `replace`.
Status exportHead(const HeadAnalysis& head, const AuditInfo& info, const std::filesystem::path& folder,
                  const std::vector<std::string>& formats, bool replace);

/// A folder that holds something is an error unless `replace`.
Status checkExportFolder(const std::filesystem::path& folder, bool replace);

/// One cell of a CSV file: quoted where RFC 4180 asks for it. Text that a spreadsheet would take for a formula gets an
/// apostrophe in front (OWASP, CSV injection).
std::string csvText(std::string_view text);

}  // namespace sparsescope
