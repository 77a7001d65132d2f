// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/audit_session.h"

#include "audit/export_head.h"
#include "report/report.h"

// What a person decides and writes in an open audit, and what is written out of it.

namespace sparsescope::ui {

namespace {

std::filesystem::path toPath(const QString& text)
{
    return std::filesystem::path(text.toStdString());
}

}  // namespace

void AuditSession::choose(const Selection& rule)
{
    if (!m_audit || working())
        return;
    m_workTask = m_tasks.run(
        this, workOptions(tr("Storing the choice")),
        [audit = m_audit, rule](Progress& progress) -> Result<Loaded> {
            SS_CHECK(audit->select(rule));
            return loaded(*audit, progress);
        },
        [this](Loaded loaded) {
            adoptLoaded(std::move(loaded));
            goChosen();
        },
        [this](const Failure& failure) { workFailed(failure); });
}

void AuditSession::nameFeature(int feature, const std::string& name, const std::string& note)
{
    if (!m_audit)
        return;
    m_tasks.run(
        this, {tr("Storing the name"), {}, TaskRunner::Lane::Work, false, false, true},
        [=, audit = m_audit](Progress&) { return audit->nameFeature(feature, name, note); },
        [this](Done) { analyse(m_head.index); });
}

void AuditSession::nameClass(int klass, const std::string& name)
{
    if (!m_audit || working())
        return;
    auto options = workOptions(tr("Storing the name"));
    options.kept = true;
    m_workTask = m_tasks.run(
        this, options,
        [=, audit = m_audit](Progress& progress) -> Result<Loaded> {
            SS_CHECK(audit->nameClass(klass, name));
            return loaded(*audit, progress);
        },
        [this](Loaded loaded) {
            adoptLoaded(std::move(loaded));
            analyse(m_head.index);
        },
        [this](const Failure& failure) { workFailed(failure); });
}

void AuditSession::writeReport(const QString& file)
{
    if (!m_audit)
        return;
    m_tasks.run(
        this, {tr("Writing the report"), QStringLiteral("report"), TaskRunner::Lane::Work, true},
        [audit = m_audit, path = toPath(file)](Progress& progress) {
            return writeHtmlReport(*audit, path, {}, progress);
        },
        [this, file](Done) { emit reportWritten(file); });
}

void AuditSession::exportHead(const QString& folder)
{
    if (!m_head.head)
        return;
    m_tasks.run(
        this, {tr("Exporting the head"), QStringLiteral("export"), TaskRunner::Lane::Work, true},
        [head = m_head.head, info = m_info, path = toPath(folder)](Progress&) {
            return sparsescope::exportHead(*head, info, path, {}, false);
        },
        [this, folder](Done) { emit headExported(folder); });
}

}  // namespace sparsescope::ui
