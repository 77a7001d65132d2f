// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/theme.h"

#include <QByteArray>
#include <QStringList>

namespace sparsescope::ui {

/// What the window remembers of the person between runs, in QSettings. No audit content is kept there.
namespace preferences {

QStringList recentAudits();  ///< Latest first; those that are gone are left out.
void addRecentAudit(const QString& folder);
void forgetRecentAudits();

Appearance appearance();
void setAppearance(Appearance appearance);

QByteArray windowGeometry();
QByteArray windowState();
void setWindow(const QByteArray& geometry, const QByteArray& state);

}  // namespace preferences

}  // namespace sparsescope::ui
