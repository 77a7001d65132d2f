// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QWidget>

namespace sparsescope::ui {

class EmptyState;

/// A page over the workspace. refresh() compares what is shown with what should be and does only what is missing; it
/// runs when something changes while the page is visible, and when the page becomes visible again.
class Page : public QWidget
{
    Q_OBJECT
public:
    explicit Page(Workspace& workspace, QWidget* parent = nullptr);

protected:
    virtual void refresh() = 0;
    void showEvent(QShowEvent* event) override;

    Workspace& work() { return m_workspace; }
    const AuditSession& session() const { return m_workspace.session; }
    const Focus& focus() const { return m_workspace.selection.focus(); }
    /// Without a head to look at: says in `state` what is going on or what to do, and returns true.
    bool explainMissing(EmptyState& state);
    void doMissing();

    void goFeature(int feature, PageId page);
    void goExample(qint64 row);

private:
    void changed();

    Workspace& m_workspace;
};

/// Caption and hover text of a picture. `withActivation` for pictures of one feature.
QString exampleCaption(const AuditSession& session, const ExampleRef& example, bool withActivation);
QString exampleTip(const AuditSession& session, const ExampleRef& example, bool withActivation);

}  // namespace sparsescope::ui
