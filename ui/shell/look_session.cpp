// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/look_session.h"

namespace sparsescope::ui {

LookSession::LookSession(TaskRunner& tasks, AuditSession& session, QObject* parent)
    : QObject(parent), m_tasks(tasks), m_session(session)
{
    connect(&session, &AuditSession::opened, this, &LookSession::follow);
    connect(&session, &AuditSession::headChanged, this, &LookSession::follow);
}

void LookSession::setLook(std::shared_ptr<PictureLook> look)
{
    m_given = std::move(look);
    m_data.reset();
    follow();
}

void LookSession::follow()
{
    if (m_data == m_session.data() && m_session.isOpen())
        return;
    m_data = m_session.data();
    adopt(m_data && m_given ? m_given : nullptr, {});
    if (m_look || !m_data)
        return;
    // That there is nothing to ask is no problem; the pages say why where they would have shown it.
    TaskRunner::Options options{tr("Reading the pictures"), QStringLiteral("look")};
    options.quiet = true;
    m_tasks.run(
        this, options, [audit = m_session.audit(), data = m_data](Progress&) { return audit->pictureLook(*data); },
        [this](std::shared_ptr<PictureLook> look) { adopt(std::move(look), {}); },
        [this](const Failure& failure) {
            const auto* error = std::get_if<Error>(&failure);
            adopt(nullptr, error ? QString::fromStdString(error->message) : QString());
        });
}

void LookSession::adopt(std::shared_ptr<PictureLook> look, const QString& reason)
{
    m_look = std::move(look);
    m_reason = reason;
    emit changed();
}

}  // namespace sparsescope::ui
