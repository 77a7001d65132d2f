// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit_data.h"

#include <nlohmann/json_fwd.hpp>

namespace sparsescope {

/// How a feature's values fall apart into groups of rows.
enum class ValueGrouping {
    Splits,     ///< Train, validation and test, those that have rows.
    Class,      ///< One class and all the others.
};

/// One histogram a group over the same bins, so that they can be laid over each other.
struct GroupedValues {
    double minimum = 0;                     ///< Of all rows with a finite value.
    double maximum = 0;
    struct Group {
        std::string name;                   ///< Untrusted where it is a class's.
        std::int64_t rows = 0;              ///< With a finite value.
        double mean = 0;                    ///< Of them; 0 where there are none.
        std::vector<std::int64_t> counts;   ///< Equal-width bins over [minimum, maximum].
    };
    std::vector<Group> groups;
};

/// E-AUDIT-004 for a feature or class that is not there. `klass` counts for ValueGrouping::Class only; `bins` ≥ 1.
Result<GroupedValues> groupedValues(const AuditData& data, int feature, ValueGrouping grouping, int klass, int bins);

nlohmann::json toJson(const GroupedValues& values);

}  // namespace sparsescope
