// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace sparsescope::cli {

/// Options of a path as a person gives them; what is not given stays as it was.
struct PathRequest {
    PathOptions options;
    void addTo(CLI::App& verb);
    /// `settings` with the options that stood on the command line.
    PathOptions over(PathOptions settings, const CLI::App& verb) const;
};

/// The options of a text encoder, shared by `new` and `inspect`.
void addTextModelOptions(CLI::App& verb, std::string& feature, ModelOptions& options);
Status completeTextModel(const std::string& feature, ModelOptions& options);

/// Everything that `new` can be told.
struct NewRequest {
    std::string out;
    AuditSettings settings;
    PathRequest path;
    std::string rule;
    std::vector<double> mean;
    std::vector<double> deviation;
    int resize = 0;
    int crop = 0;
    int threads = 0;
    bool run = false;
    std::string textFeature;

    void addTo(CLI::App& verb);
    /// Settings with everything in place. Asks the model for the preprocessing that only partly was given.
    Result<AuditSettings> complete(const CLI::App& verb, Progress& progress) const;
};

}  // namespace sparsescope::cli
