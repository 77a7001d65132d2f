// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/audit_session.h"

#include "audit/path_store.h"

#include <algorithm>

// The paths of an audit beside the present one, and how stable its head is.

namespace sparsescope::ui {

void AuditSession::forgetPaths()
{
    m_tasks.stopSlot(QStringLiteral("kept-paths"));
    m_tasks.stopSlot(QStringLiteral("comparison"));
    m_kept.clear();
    m_comparison = {};
    m_comparedName.clear();
    emit keptPathsChanged();
    emit comparisonChanged();
}

void AuditSession::readKeptPaths()
{
    m_tasks.run(
        this, {tr("Reading earlier paths"), QStringLiteral("kept-paths")},
        [audit = m_audit](Progress&) { return audit->paths(); },
        [this](std::vector<KeptPath> kept) {
            m_kept = std::move(kept);
            nameComparison();
            const bool there = std::any_of(m_kept.begin(), m_kept.end(),
                                           [this](const KeptPath& path) { return path.name == m_comparedName; });
            if (!m_comparedName.empty() && !there)
                compareWith({});
            emit keptPathsChanged();
        });
}

/// A path that is fitted with other settings is drawn over the one before it.
void AuditSession::compareWithPresent(const PathOptions& options)
{
    m_keptBefore.reset();
    const auto present = std::find_if(m_kept.begin(), m_kept.end(), [](const KeptPath& path) { return path.name == "path"; });
    const bool moved = present != m_kept.end() && (!present->origin.empty() || !sameProblem(present->options, options));
    if (!moved || m_path.rows.empty())
        return;
    m_keptBefore = m_kept.size();
    m_comparison = m_path;
    m_comparedName.clear();
    emit comparisonChanged();
}

/// Once the fit is done, the path before it is the last of those that are kept.
void AuditSession::nameComparison()
{
    if (m_keptBefore && m_kept.size() > *m_keptBefore) {
        m_comparedName = m_kept.back().name;
        emit comparisonChanged();
    }
    m_keptBefore.reset();
}

void AuditSession::compareWith(const std::string& name)
{
    m_tasks.stopSlot(QStringLiteral("comparison"));
    if (name.empty() || !m_audit) {
        m_comparison = {};
        m_comparedName.clear();
        emit comparisonChanged();
        return;
    }
    m_tasks.run(
        this, {tr("Reading an earlier path"), QStringLiteral("comparison")},
        [audit = m_audit, name](Progress&) { return audit->pathNamed(name); },
        [this, name](PathView path) {
            m_comparison = std::move(path);
            m_comparedName = name;
            emit comparisonChanged();
        });
}

/// What moves paths about, and then reads what is there now.
void AuditSession::changePaths(const QString& title, std::function<Status(Audit&)> change)
{
    if (!m_audit || working())
        return;
    m_workTask = m_tasks.run(
        this, workOptions(title),
        [audit = m_audit, change](Progress& progress) -> Result<Loaded> {
            SS_CHECK(change(*audit));
            return loaded(*audit, progress);
        },
        [this](Loaded loaded) {
            adoptLoaded(std::move(loaded));
            goChosen();
        },
        [this](const Failure& failure) { workFailed(failure); });
}

void AuditSession::usePath(const std::string& name)
{
    compareWith({});  // its name means another path from now on
    changePaths(tr("Going back to an earlier path"), [name](Audit& audit) { return audit.usePath(name); });
}

void AuditSession::removePath(const std::string& name)
{
    if (!m_audit || working())
        return;
    m_workTask = m_tasks.run(
        this, workOptions(tr("Removing an earlier path")),
        [audit = m_audit, name](Progress&) { return audit->removePath(name); },
        [this](Done) {
            m_workTask = 0;
            emit stageChanged();
            readKeptPaths();
        },
        [this](const Failure& failure) { workFailed(failure); });
}

void AuditSession::measureStability(const StabilityOptions& options)
{
    if (!m_data || working())
        return;
    auto task = workOptions(tr("Measuring the stability"));
    m_workTask = m_tasks.run(
        this, task,
        [audit = m_audit, options](Progress& progress) -> Result<Loaded> {
            SS_TRY([[maybe_unused]] const auto view, audit->measureStability(options, progress));
            return loaded(*audit, progress);
        },
        [this](Loaded loaded) {
            adoptLoaded(std::move(loaded));
            analyse(m_head.index);
        },
        [this](const Failure& failure) { workFailed(failure); });
    emit stageChanged();
}

}  // namespace sparsescope::ui
