// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/feature_pictures.h"
#include "cli/look.h"

namespace sparsescope::cli {

/// What `visualize` is asked for, as a person gives it.
struct PictureRequest {
    std::string audit;
    int at = -1;
    int feature = -1;
    std::string klass;
    std::string mix;                        ///< "12:0.5,40:-1"
    std::vector<std::string> difference;    ///< Two classes.
    std::string classFeatures;
    PictureWish wish;
    bool preview = false;
    std::string out;

    void addTo(CLI::App& verb);
    /// An error unless exactly one thing is asked for.
    Result<PictureWish> parsed(const AuditInfo& info) const;
};

/// "12:0.5,40:-1"; a feature without a number counts once.
Result<std::vector<Direction::Term>> parseMix(const std::string& text);

}  // namespace sparsescope::cli
