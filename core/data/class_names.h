// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <filesystem>
#include <map>
#include <string>

namespace sparsescope {

/// Key to name, as a names file says (the forms stand in dataset.h). Errors name the file and the line.
Result<std::map<std::string, std::string>> readClassNames(const std::filesystem::path& file);

}  // namespace sparsescope
