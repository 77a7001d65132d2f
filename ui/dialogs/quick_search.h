// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QDialog>
#include <QStringListModel>

class QAction;
class QLabel;
class QLineEdit;
class QListView;

namespace sparsescope::ui {

/// Ctrl+K: type part of a class, a feature's name or number, or a command; Enter goes there.
class QuickSearch : public QDialog {
    Q_OBJECT
public:
    QuickSearch(Workspace& workspace, const QList<QAction*>& commands, QWidget* parent = nullptr);

    QLineEdit* box() const { return m_box; }
    int matchCount() const { return m_model.rowCount(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Target {
        QString text;
        int klass = -1;
        int feature = -1;
        QAction* action = nullptr;
    };
    void collect(const QList<QAction*>& commands);
    void search(const QString& words);
    void fitHeight();
    void take(int row);

    Workspace& m_workspace;
    std::vector<Target> m_all, m_found;
    QStringListModel m_model;
    QLineEdit* m_box = nullptr;
    QListView* m_list = nullptr;
    QLabel* m_nothing = nullptr;
};

}  // namespace sparsescope::ui
