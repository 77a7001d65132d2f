// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/text_options.h"

#include <nlohmann/json.hpp>

namespace sparsescope {

/// As settings_json.h.
nlohmann::json toJson(const TextDataOptions& options);
TextDataOptions textDataOptionsFromJson(const nlohmann::json& json);

nlohmann::json toJson(Balance balance);
Balance balanceFromJson(const nlohmann::json& json);

}  // namespace sparsescope
