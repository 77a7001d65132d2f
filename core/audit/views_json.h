// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

// Views as JSON: what `--json` prints. Field names are stable: new ones may come, none changes its meaning. Accuracies
// and shares run from 0 to 1; numbers that are not known are null; classes are ids with names beside them.

namespace sparsescope {

/// As text in UTF-8: bytes of file names that are not are replaced.
std::string jsonText(const nlohmann::json& json, int indent = 2);

nlohmann::json toJson(const AuditInfo& info);
nlohmann::json toJson(const LogEntry& entry);
nlohmann::json toJson(const PathView& view);
nlohmann::json toJson(const KeptPath& path);
nlohmann::json toJson(const FeatureHealth& health);
nlohmann::json toJson(const ExtractReport& report);
nlohmann::json toJson(const ExtractEstimate& estimate);
nlohmann::json toJson(const ClassRow& row);
nlohmann::json toJson(const ClassList& list);
nlohmann::json toJson(const FeatureRow& row);
nlohmann::json toJson(const ConfusionView& view);
nlohmann::json toJson(const WeightStability& stability);
nlohmann::json toJson(const TimeEstimate& estimate);

/// These name classes; `names` are the audit's, by id.
using ClassNames = std::vector<std::string>;
ClassNames classNames(const AuditInfo& info);
nlohmann::json toJson(const ExampleRef& example, const ClassNames& names);
nlohmann::json toJson(const std::vector<ExampleRef>& examples, const ClassNames& names);
nlohmann::json toJson(const ClassView& view, const ClassNames& names);
nlohmann::json toJson(const DenseClassView& view, const ClassNames& names);
nlohmann::json toJson(const ClassPathView& view, const ClassNames& names);
nlohmann::json toJson(const StabilityView& view, const ClassNames& names);
nlohmann::json toJson(const FeatureView& view, const ClassNames& names);
nlohmann::json toJson(const ExampleView& view, const ClassNames& names);

}  // namespace sparsescope
