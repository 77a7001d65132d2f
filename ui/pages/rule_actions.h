// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/audit_session.h"

class QMenu;

namespace sparsescope::ui {

/// Actions that lead to another fit with a rule for this feature filled in; `klass` −1: for all classes alone.
void addRuleActions(QMenu& menu, AuditSession& session, int feature, int klass);

}  // namespace sparsescope::ui
