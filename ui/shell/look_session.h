// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/picture_look.h"
#include "ui/shell/audit_session.h"

namespace sparsescope::ui {

/// What the window can ask about single pictures of the open audit, or any other picture. Empty while it is not read yet,
/// for texts and for audits without a network.
class LookSession : public QObject {
    Q_OBJECT
public:
    LookSession(TaskRunner& tasks, AuditSession& session, QObject* parent = nullptr);

    const std::shared_ptr<PictureLook>& look() const { return m_look; }
    /// A sentence where there is nothing to ask and never will be; else empty.
    const QString& reason() const { return m_reason; }
    /// In place of the audit's own, for one whose network is not at hand.
    void setLook(std::shared_ptr<PictureLook> look);

signals:
    void changed();

private:
    void follow();
    void adopt(std::shared_ptr<PictureLook> look, const QString& reason);

    TaskRunner& m_tasks;
    AuditSession& m_session;
    std::shared_ptr<const AuditData> m_data;    ///< That the look belongs to.
    std::shared_ptr<PictureLook> m_given;
    std::shared_ptr<PictureLook> m_look;
    QString m_reason;
};

}  // namespace sparsescope::ui
