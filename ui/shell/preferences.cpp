// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/preferences.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace sparsescope::ui::preferences {

namespace {

constexpr int mostRecent = 12;
const auto recentKey = QLatin1String("recentAudits");

}  // namespace

QStringList recentAudits()
{
    auto folders = QSettings().value(recentKey).toStringList();
    folders.removeIf([](const QString& folder) { return !QFileInfo::exists(folder + QLatin1String("/audit.db")); });
    return folders;
}

void addRecentAudit(const QString& folder)
{
    const auto absolute = QDir(folder).absolutePath();
    auto folders = recentAudits();
    folders.removeAll(absolute);
    folders.prepend(absolute);
    QSettings().setValue(recentKey, QStringList(folders.mid(0, mostRecent)));
}

void forgetRecentAudits()
{
    QSettings().remove(recentKey);
}

Appearance appearance()
{
    const auto stored = QSettings().value(QLatin1String("appearance"), 0).toInt();
    return static_cast<Appearance>(std::clamp(stored, 0, 2));
}

void setAppearance(Appearance appearance)
{
    QSettings().setValue(QLatin1String("appearance"), static_cast<int>(appearance));
}

QByteArray windowGeometry()
{
    return QSettings().value(QLatin1String("window/geometry")).toByteArray();
}

QByteArray windowState()
{
    return QSettings().value(QLatin1String("window/state")).toByteArray();
}

void setWindow(const QByteArray& geometry, const QByteArray& state)
{
    QSettings settings;
    settings.setValue(QLatin1String("window/geometry"), geometry);
    settings.setValue(QLatin1String("window/state"), state);
}

}  // namespace sparsescope::ui::preferences
