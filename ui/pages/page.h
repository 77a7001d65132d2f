// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QWidget>

namespace sparsescope::ui {

class EmptyState;
class PageHeader;

/// A page over the workspace: a header line, below it the content, and in place of both what is missing. refresh()
/// compares what is shown with what should be and does only what is missing; it runs when something changes while the
/// page is visible, and when the page becomes visible again.
class Page : public QWidget {
    Q_OBJECT
public:
    explicit Page(Workspace& workspace, QWidget* parent = nullptr);

    /// F2: gives a name to what the page shows, where it can have one.
    virtual void rename() {}

protected:
    /// One part of the content, beside the others, with its share of the room.
    struct Part {
        QWidget* widget;
        int stretch;
        int width;  ///< To begin with.
    };
    void setContent(QWidget* content);
    void setParts(const std::vector<Part>& parts);
    PageHeader& header() { return *m_header; }
    EmptyState& state() { return *m_state; }

    virtual void refresh() = 0;
    void showEvent(QShowEvent* event) override;

    Workspace& work() { return m_workspace; }
    const AuditSession& session() const { return m_workspace.session; }
    const Focus& focus() const { return m_workspace.selection.focus(); }
    /// Without a head to look at: says in its place what is going on or what to do, and returns true.
    bool explainMissing();

    void goFeature(int feature, PageId page);
    void goExample(qint64 row);

private:
    void changed();
    void doMissing();

    Workspace& m_workspace;
    EmptyState* m_state = nullptr;
    PageHeader* m_header = nullptr;
};

/// Caption and hover text of a picture. `withActivation` for pictures of one feature.
QString exampleCaption(const AuditSession& session, const ExampleRef& example, bool withActivation);
QString exampleTip(const AuditSession& session, const ExampleRef& example, bool withActivation);

}  // namespace sparsescope::ui
