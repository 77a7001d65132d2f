// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/tasks_model.h"

#include "base/text.h"
#include "ui/shell/words.h"

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr std::size_t mostKept = 50;

QString stateText(const TaskInfo& task)
{
    switch (task.state) {
    case TaskState::Waiting: return QObject::tr("waiting");
    case TaskState::Stopping: return QObject::tr("stopping…");
    case TaskState::Done:
        if (task.tookMs < 1000)
            return QObject::tr("done");
        return QObject::tr("done in %1").arg(QString::fromStdString(duration(double(task.tookMs) / 1000)));
    case TaskState::Stopped: return QObject::tr("stopped; what was done is kept");
    case TaskState::Failed: return QObject::tr("failed; see Problems");
    case TaskState::Running: break;
    }
    const auto& p = task.progress;
    auto text = p.stage.empty() ? QObject::tr("running") : shown(p.stage);
    if (p.total > 0)
        text += QObject::tr(" · %1 of %2 %3").arg(count(p.done), count(p.total), shown(p.unit));
    if (p.perSecond > 0)
        text += QObject::tr(" · %1 a second").arg(number(p.perSecond));
    return text;
}

}  // namespace

TasksModel::TasksModel(QObject* parent) : QAbstractTableModel(parent) {}

void TasksModel::watch(const TaskRunner& runner)
{
    connect(&runner, &TaskRunner::taskStarted, this, &TasksModel::add);
    connect(&runner, &TaskRunner::taskChanged, this, &TasksModel::update);
    connect(&runner, &TaskRunner::taskEnded, this, &TasksModel::update);
}

void TasksModel::add(const TaskInfo& task)
{
    if (m_tasks.size() >= mostKept) {
        beginRemoveRows({}, rowCount() - 1, rowCount() - 1);
        m_tasks.pop_back();
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    m_tasks.insert(m_tasks.begin(), task);
    endInsertRows();
}

void TasksModel::update(const TaskInfo& task)
{
    for (std::size_t row = 0; row < m_tasks.size(); ++row) {
        if (m_tasks[row].id != task.id)
            continue;
        m_tasks[row] = task;
        emit dataChanged(index(int(row), 0), index(int(row), ColumnCount - 1));
        return;
    }
}

int TasksModel::activeCount() const
{
    return static_cast<int>(std::count_if(m_tasks.begin(), m_tasks.end(), [](const auto& t) { return t.active(); }));
}

int TasksModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tasks.size());
}

int TasksModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TasksModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& task = at(index.row());
    if (role == IdRole)
        return task.id;
    if (role == ActiveRole)
        return task.active();
    if (role == ProgressRole && index.column() == ProgressBar)
        return task.active() && task.progress.total > 0 ? task.progress.fraction() : -1.0;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Title: return task.title;
    case State: return stateText(task);
    case Left:
        return task.active() && task.progress.secondsLeft >= 0
                 ? tr("%1 left").arg(QString::fromStdString(duration(task.progress.secondsLeft)))
                 : QString();
    default: return {};
    }
}

QVariant TasksModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount)
        return {};
    const std::array titles{tr("Task"), tr("State"), tr("Progress"), tr("Time left")};
    return titles[static_cast<std::size_t>(section)];
}

}  // namespace sparsescope::ui
