// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "audit/audit_data.h"

#include <filesystem>

namespace sparsescope {

struct SyntheticOptions {
    int classes = 6;
    int perClass = 40;
    int features = 64;              ///< The last three: dead, constant, and a copy of feature 0.
    int lambdas = 20;
    std::uint64_t seed = 1;
    bool hostileNames = false;      ///< Class names that try markup, control characters, right-to-left and great length.
    bool pictures = true;           ///< Draws a small PNG for each row.
    bool fit = true;                ///< False: no path yet. See also `made`.
    /// Heads made from class means in place of a fit, for 1,000 classes × 2,048 features in seconds.
    bool made = false;
    bool originalHead = true;       ///< The network's own head has the same classes.
    bool activationMaps = false;    ///< The network is said to have them.
    int copies = 0;                 ///< Rows that have the very features of row 0, after it.
    int skipped = 2;                ///< Pictures that could not be read: no row.
};

/// Names for hostileNames, in the order of the classes; repeated with numbers where there are more classes.
std::vector<std::string> hostileNames();

/// Writes FOLDER/synthetic.audit and FOLDER/pictures, complete but for the model file, which nothing but extraction and
/// overlays needs. Feature j is high for class j mod K; half of class 1's rows look like class 0.
Result<std::filesystem::path> writeSyntheticAudit(const std::filesystem::path& folder, const SyntheticOptions& options = {});

/// The same rows in memory alone, with made heads.
Result<std::shared_ptr<const AuditData>> syntheticData(const SyntheticOptions& options = {});

}  // namespace sparsescope
