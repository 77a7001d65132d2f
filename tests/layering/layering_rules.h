// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace sparsescope {

/// One line that breaks a rule of the house.
struct Violation {
    std::string file; ///< Relative to the root: "core/glm/path.cpp".
    int line = 0;     ///< From 1.
    std::string rule; ///< A sentence.

    std::string text() const; ///< "core/glm/path.cpp:12: …"
};

/// Checks one source or document. `file` is its path relative to the root with '/', `text` all of it.
std::vector<Violation> checkSource(const std::string& file, const std::string& text);

/// True for the files that checkSource() has rules for.
bool isChecked(const std::string& file);

}  // namespace sparsescope
