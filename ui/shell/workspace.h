// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/audit_session.h"
#include "ui/shell/picture_cache.h"
#include "ui/shell/rendering_session.h"
#include "ui/shell/selection.h"
#include "ui/shell/task_runner.h"

namespace sparsescope::ui {

/// What every page is built over. All of it lives as long as the window.
struct Workspace {
    TaskRunner& tasks;
    LinkedSelection& selection;
    AuditSession& session;
    PictureCache& pictures;
    RenderingSession& renderings;
};

}  // namespace sparsescope::ui
