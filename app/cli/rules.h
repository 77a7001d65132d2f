// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "glm/path.h"

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace sparsescope::cli {

/// Features to forbid and signs to force, as a person gives them: "FEATURE" for all classes or "FEATURE:CLASS".
struct RuleRequest {
    std::vector<std::string> forbidden, positive, negative;

    void addTo(CLI::App& verb);
    bool given() const { return !forbidden.empty() || !positive.empty() || !negative.empty(); }
    /// `classId` finds the class that the text behind the colon means.
    Result<std::vector<WeightRule>> parsed(const std::function<Result<int>(const std::string&)>& classId) const;
};

/// A class given by its number.
Result<int> classNumber(const std::string& text);

}  // namespace sparsescope::cli
