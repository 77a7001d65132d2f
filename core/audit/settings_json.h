// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"

#include <nlohmann/json.hpp>

// Settings as they stand in audit.db and path.json. Reading throws nlohmann's exceptions; callers guard.

namespace sparsescope {

/// A path's bytes: text where they are UTF-8, {"hex": …} where they are not.
nlohmann::json pathToJson(const std::filesystem::path& path);
std::filesystem::path pathFromJson(const nlohmann::json& json);

nlohmann::json toJson(const Selection& selection);
Selection selectionFromJson(const nlohmann::json& json);

nlohmann::json toJson(const PathOptions& options);
PathOptions pathOptionsFromJson(const nlohmann::json& json);

nlohmann::json toJson(const AuditSettings& settings);
AuditSettings settingsFromJson(const nlohmann::json& json);

/// A number, where NaN and infinities, which JSON lacks, are null; null reads as NaN.
nlohmann::json numberToJson(double number);
double numberFromJson(const nlohmann::json& json);

}  // namespace sparsescope
