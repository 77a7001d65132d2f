// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"

class QTabWidget;

namespace sparsescope::ui {

class TextTableModel;

/// What the audit is made of: classes and counts, what was skipped, and where it comes from.
class DataPage : public Page {
    Q_OBJECT
public:
    explicit DataPage(Workspace& workspace, QWidget* parent = nullptr);
    QTabWidget* tabs() const { return m_tabs; }

protected:
    void refresh() override;

private:
    void showAudit();
    void showLog(const std::vector<LogEntry>& log);

    QTabWidget* m_tabs = nullptr;
    TextTableModel* m_classes = nullptr;
    TextTableModel* m_skipped = nullptr;
    TextTableModel* m_origin = nullptr;
    const Audit* m_shownAudit = nullptr;
    AuditSession::Stage m_shownStage = AuditSession::Stage::Closed;
    std::shared_ptr<const HeadAnalysis> m_shownHead;
};

}  // namespace sparsescope::ui
