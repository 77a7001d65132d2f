// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/problems_model.h"
#include "ui/shell/look_session.h"
#include "ui/shell/theme.h"
#include "ui/shell/word_session.h"
#include "ui/shell/workspace.h"

#include <QMainWindow>

class QStackedWidget;
class QTabWidget;

namespace sparsescope::ui {

class ClassDock;
class StartPage;
class WindowActions;

/// The window: it owns the workspace and puts pages, docks, menus and messages together. What they do is theirs.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    Workspace& workspace() { return m_workspace; }
    WordSession& words() { return m_words; }
    LookSession& looks() { return m_looks; }
    ProblemsModel& problems() { return m_problems; }
    QTabWidget* pages() const { return m_pages; }

    void openAudit(const QString& folder);
    /// An audit opens, a model or data folder starts the assistant.
    void openAnything(const QString& path);
    void showNewAudit(const QString& model = {}, const QString& data = {});
    /// Pictures and folders of them, by the audit that is open.
    void explainPictures(const QStringList& paths);
    /// Whether an audit of pictures is open whose network can be asked about others.
    bool canExplain() const;
    void setAppearance(Appearance appearance);
    void resetLayout();

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    friend class WindowActions;
    void makePages();
    void makeDocks();
    QDockWidget* addDock(QWidget* content, const QString& title, const QString& name, Qt::DockWidgetArea area);
    void connectParts();
    void showState();
    void followFocus(const Focus& now);
    void pageChosen(int index);
    void showProblems();
    void showFitSettings(const std::vector<WeightRule>& rules);
    void showStabilitySettings();
    void showRenderSettings(RenderingScope scope);
    void chooseAudit();
    void choosePictures();
    void chooseReport();
    void chooseExport();
    QString proposedName(const QString& ending) const;
    void renameShown();
    void showSearch();
    void showIdentity();
    void showOriginalHead();
    void showFlow();
    void stepBack();

    TaskRunner m_tasks;
    LinkedSelection m_selection;
    AuditSession m_session;
    WordSession m_words;
    LookSession m_looks;
    PictureCache m_pictures;
    RenderingSession m_renderings;
    Workspace m_workspace;
    ProblemsModel m_problems;
    WindowActions* m_actions = nullptr;
    QStackedWidget* m_stack = nullptr;
    StartPage* m_start = nullptr;
    QTabWidget* m_pages = nullptr;
    ClassDock* m_classes = nullptr;
    QWidget* m_path = nullptr;
    QList<QDockWidget*> m_auditDocks;  ///< Only of use with an audit.
    QDockWidget* m_taskDock = nullptr;
    QDockWidget* m_problemDock = nullptr;
    QByteArray m_plainLayout;  ///< For “Reset layout”.
};

}  // namespace sparsescope::ui
