// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/files.h"
#include "samples/samples.h"

#include <string>
#include <vector>

namespace sparsescope {

/// What the Fortunes sample is made from; the defaults are where Debian's package and packaging/demo.sh put it.
struct FortunesSources {
    std::filesystem::path texts = "/usr/share/games/fortunes";
    std::filesystem::path network = userDataFolder() / "models" / "all-minilm-l6-v2-53aa5117";
};

/// The files of the package that become classes: twelve with enough texts and a subject or form of their own.
const std::vector<std::string>& fortunesClasses();

SampleInfo fortunesSampleInfo(const FortunesSources& sources = {});

/// Copies those files into `folder`, one for each class, with letters that were struck over each other for printers
/// ("_\bR") taken back to the last of them. What is there already with the same content stays.
Status writeFortunes(const FortunesSources& sources, const std::filesystem::path& folder, Progress& progress);

/// The weights must be the very file whose SHA-256 is known.
Status checkFortunesNetwork(const std::filesystem::path& network, Progress& progress);

Result<AuditSettings> prepareFortunesSample(const std::filesystem::path& workFolder, const FortunesSources& sources,
                                            Progress& progress);

}  // namespace sparsescope
