// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/problems_model.h"

#include "ui/shell/words.h"

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr std::size_t mostKept = 1000;

}  // namespace

void ProblemsModel::add(const Problem& problem)
{
    if (m_problems.size() >= mostKept) {
        beginRemoveRows({}, rowCount() - 1, rowCount() - 1);
        m_problems.pop_back();
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    m_problems.insert(m_problems.begin(), problem);
    endInsertRows();
    emit unreadChanged();
}

void ProblemsModel::markAllRead()
{
    if (unread() == 0)
        return;
    for (auto& problem : m_problems)
        problem.read = true;
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    emit unreadChanged();
}

void ProblemsModel::clear()
{
    beginResetModel();
    m_problems.clear();
    endResetModel();
    emit unreadChanged();
}

int ProblemsModel::unread() const
{
    return static_cast<int>(std::count_if(m_problems.begin(), m_problems.end(), [](const auto& p) { return !p.read; }));
}

int ProblemsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

int ProblemsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& problem = at(index.row());
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case What: return QString((problem.kind == Problem::Kind::Error ? "✕  " : "△  ") + problem.title);
        case Message: return problem.message;
        default: return problem.when.toString(QStringLiteral("HH:mm:ss"));
        }
    }
    if (role == Qt::ToolTipRole)
        return plainTip(problem.message
                        + (problem.code.isEmpty() ? QString() : QStringLiteral("\n(%1)").arg(problem.code)));
    return {};
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount)
        return {};
    return section == What ? tr("While") : section == Message ? tr("What happened, and what to do") : tr("Time");
}

}  // namespace sparsescope::ui
