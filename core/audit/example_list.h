// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit_data.h"
#include "explain/name_proposal.h"

namespace sparsescope {

/// Pictures or texts that show what a feature is.
struct ExampleQuestion {
    ExampleChoice choice;
    std::optional<int> klass = {};      ///< Only rows with this label.
    std::optional<Split> split = {};    ///< Only rows of this split.
};

struct ExampleListView {
    struct Shown {
        ExampleRef example;
        double quantile = 0;            ///< Share of the asked rows that have less.
        std::int64_t identical = 0;     ///< Other rows with the same features: copies.
        std::int64_t similar = 0;       ///< Other rows that are nearly the same.
    };
    ExampleQuestion question;
    std::int64_t rows = 0;              ///< Of the asked class and split.
    std::vector<Shown> examples;
};

/// E-AUDIT-004 for a feature or class that is not there, E-LOOK-001 for a feature that is the same on all rows and is not
/// asked for at random, E-LOOK-005 where the class has no row in the split.
Result<ExampleListView> exampleList(const HeadAnalysis& head, const ExampleQuestion& question);

/// A name for a feature from the classes and, for pictures, the file names of the rows that excite it most. Never more than
/// a proposal: the person's name stays. Empty for a feature that is the same on all rows. Texts have names from their words
/// too (proposedName() in word_cloud.h).
NameProposal proposedFeatureName(const AuditData& data, int feature);

}  // namespace sparsescope
