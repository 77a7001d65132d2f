// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/plan_cost.h"

#include "audit/audit_data.h"
#include "audit/audit_state.h"

namespace sparsescope {

Result<PlannedCost> planCost(const AuditSettings& settings, const std::filesystem::path& folder, Progress& progress)
{
    SS_TRY(const ModelInfo info, inspectModel(settings.model, settings.modelOptions, progress));
    SS_TRY(const auto model, openModelFor(info, settings, progress));
    SS_TRY(const Dataset data, openDataFor(info, settings, progress));
    SS_TRY(const ExtractEstimate estimate, estimateExtraction(*model, data, folder, settings.extraction, progress));
    const ModelInfo& opened = model->info();
    const bool named = !opened.classNames.empty();
    return PlannedCost{estimate, !named && !matchClasses(data.classes, opened, false) && matchClasses(data.classes, opened, true)};
}

}  // namespace sparsescope
