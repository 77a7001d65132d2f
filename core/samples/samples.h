// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"

namespace sparsescope {

struct SampleInfo {
    std::string id;             ///< "emoji", "planted", "planted-text"
    std::string title;
    std::string description;    ///< One sentence for the start page.
    bool available = false;
    std::string missing;        ///< What to install, as a sentence, where it is not available.
};

std::vector<SampleInfo> samples();

/// Where a sample's audit lies unless the person says otherwise: "Emoji.audit" among the person's own files.
std::filesystem::path sampleAuditFolder(const SampleInfo& sample);

/// Makes the data and network of a sample under `workFolder` where they are not there yet, and returns the settings of
/// its audit. Same seed, same bytes.
Result<AuditSettings> prepareSample(const std::string& id, const std::filesystem::path& workFolder, Progress& progress);

/// The truth planted into the "planted" sample, for tests: which class carries the mark, where it lies.
struct PlantedMark {
    int klass = 0;
    double share = 0;           ///< Of the class's training pictures that carry the mark.
    int left = 0, top = 0, size = 0;
};
PlantedMark plantedMark();

}  // namespace sparsescope
