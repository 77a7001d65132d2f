// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/roles.h"
#include "ui/shell/task_runner.h"

#include <QAbstractTableModel>

#include <vector>

namespace sparsescope::ui {

/// What runs now and what ran lately, latest first. ProgressRole gives 0…1, or −1 where it can't be told.
class TasksModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Title, State, ProgressBar, Left, ColumnCount };
    enum Role { ProgressRole = FirstOwnRole, ActiveRole };

    explicit TasksModel(QObject* parent = nullptr);
    void watch(const TaskRunner& runner);

    const TaskInfo& at(int row) const { return m_tasks[static_cast<std::size_t>(row)]; }
    int activeCount() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void add(const TaskInfo& task);
    void update(const TaskInfo& task);

private:
    std::vector<TaskInfo> m_tasks;
};

}  // namespace sparsescope::ui
