// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/tasks_model.h"

#include <QWidget>

class QPushButton;
class QTableView;

namespace sparsescope::ui {

/// What runs, how far it is, how long it takes, and a way to stop it.
class TasksView : public QWidget
{
    Q_OBJECT
public:
    explicit TasksView(TaskRunner& runner, QWidget* parent = nullptr);

private:
    void showStop();
    void stopSelected();

    TaskRunner& m_runner;
    TasksModel* m_model;
    QTableView* m_view = nullptr;
    QPushButton* m_stop = nullptr;
};

/// The same for one glance: the first running task in the status bar.
class TaskStrip : public QWidget
{
    Q_OBJECT
public:
    explicit TaskStrip(TaskRunner& runner, QWidget* parent = nullptr);

private:
    void show(const TaskInfo& task);

    TaskRunner& m_runner;
    class QLabel* m_words;
    class QProgressBar* m_bar;
    QPushButton* m_stop;
    quint64 m_id = 0;
};

}  // namespace sparsescope::ui
