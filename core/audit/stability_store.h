// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "audit/path_store.h"

namespace sparsescope {

/// What was asked for when a stability was measured, and of which path.
struct StabilityRecord {
    StabilityOptions options;       ///< With the point in place of −1.
    double lambda = 0;
    PathOptions path;
    std::string dataKey;            ///< Of the rows, as in PathHeader.

    /// The same draws of the same problem; how many of them does not matter.
    bool sameDraws(const StabilityRecord& other) const;
};

/// The folder stability/ of an audit: stability.json, and beside it a path store whose point b is the head of draw b.
/// It can be made again, so what does not fit any more is deleted.
class StabilityStore {
public:
    explicit StabilityStore(std::filesystem::path folder);

    /// Nothing where there is none, or none that can be read.
    std::optional<StabilityRecord> record() const;
    Status begin(const StabilityRecord& record, const PathHeader& header) const;
    Status setWanted(StabilityRecord record, int resamples) const;
    /// How many draws are there, from 0 on.
    int done() const;
    Status write(const PathPoint& point) const;
    Result<StabilityView> view() const;

private:
    Status writeRecord(const StabilityRecord& record) const;
    std::filesystem::path m_folder;
    PathStore m_draws;
};

}  // namespace sparsescope
