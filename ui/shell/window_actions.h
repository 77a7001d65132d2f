// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

#include <QList>
#include <QObject>
#include <QStringList>

class QAction;
class QMenu;

namespace sparsescope::ui {

class MainWindow;

/// Menus, tool bar and keys of the window.
class WindowActions : public QObject {
    Q_OBJECT
public:
    explicit WindowActions(MainWindow& window);

    /// What can be done now.
    void update();
    /// Icons in the colours of the new theme.
    void recolor();
    QList<QAction*> commands() const { return m_commands; }
    QStringList docksWanted() const;

private:
    QAction* add(QMenu* menu, const QString& text, const QString& keys, const std::function<void()>& act,
                 const QString& icon = {});
    void makeFileMenu();
    void makeAuditMenu();
    void makeGoMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void makeToolBar();
    void proposeRule(WeightRule::Kind kind);

    MainWindow& m_window;
    QList<QAction*> m_commands;
    QList<QPair<QAction*, QString>> m_icons;
    QList<QAction*> m_withAudit, m_withHead;  ///< Of use only with one.
    QList<QAction*> m_withRendering;  ///< Of use where pictures of features can be rendered.
    QList<QAction*> m_withWords;  ///< Of use with an audit of texts only.
    QList<QAction*> m_withLook;   ///< Of use where pictures can be explained.
    QAction *m_new = nullptr, *m_open = nullptr, *m_report = nullptr, *m_back = nullptr, *m_forward = nullptr,
            *m_search = nullptr;
    QAction *m_showClasses = nullptr, *m_showPath = nullptr;
    QMenu* m_recent = nullptr;
};

}  // namespace sparsescope::ui
