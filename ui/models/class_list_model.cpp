// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/class_list_model.h"

#include "ui/shell/words.h"

#include <limits>

namespace sparsescope::ui {

void ClassListModel::setList(ClassList list)
{
    beginResetModel();
    m_list = std::move(list);
    endResetModel();
}

void ClassListModel::setOfTexts(bool texts)
{
    m_texts = texts;
    emit headerDataChanged(Qt::Horizontal, Rows, Rows);
}

int ClassListModel::rowOf(int klass) const
{
    for (std::size_t row = 0; row < m_list.rows.size(); ++row)
        if (m_list.rows[row].id == klass)
            return static_cast<int>(row);
    return -1;
}

int ClassListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_list.rows.size());
}

int ClassListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

std::int64_t ClassListModel::evaluatedRows(const ClassRow& row) const
{
    return row.counts[static_cast<std::size_t>(m_list.evaluated)];
}

QString ClassListModel::text(const ClassRow& row, int column) const
{
    switch (column) {
    case Name:
        return shown(row.name);
    case Accuracy:
        return percent(row.accuracy);
    case Features:
        return row.features < 0 ? QStringLiteral("–") : QString::number(row.features);
    case Agreement:
        return percent(row.agreement);
    default:
        return count(evaluatedRows(row));
    }
}

double ClassListModel::value(const ClassRow& row, int column) const
{
    // Unknown numbers sort below all known ones.
    const auto known = [](double x) { return x == x ? x : -std::numeric_limits<double>::infinity(); };
    switch (column) {
    case Accuracy:
        return known(row.accuracy);
    case Features:
        return row.features;
    case Agreement:
        return row.agreement ? known(*row.agreement) : -std::numeric_limits<double>::infinity();
    default:
        return static_cast<double>(evaluatedRows(row));
    }
}

QString ClassListModel::tip(const ClassRow& row) const
{
    auto tip = shown(row.name) + '\n';
    if (row.key != row.name)
        tip += tr("Folder: %1\n").arg(shown(row.key));
    tip += tr("%1 train, %2 validation, %3 test pictures")
               .arg(count(row.counts[0]), count(row.counts[1]), count(row.counts[2]));
    if (row.originalAccuracy)
        tip += tr("\nThe network's own head: %1").arg(percent(row.originalAccuracy));
    return plainTip(tip);
}

QVariant ClassListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_list.rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return tip(row);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == Name ? Qt::AlignLeft : Qt::AlignRight));
    case IdRole:
        return row.id;
    case SortRole:
        return index.column() == Name ? QVariant(shown(row.name)) : QVariant(value(row, index.column()));
    case SearchRole:
        return QString(shown(row.name) + ' ' + shown(row.key));
    case ShareRole:
        return index.column() == Accuracy || index.column() == Agreement ? QVariant(value(row, index.column()))
                                                                         : QVariant();
    default:
        return {};
    }
}

QVariant ClassListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole) {
        const std::array titles{tr("Class"), tr("Accuracy"), tr("Features"), tr("Agrees"), m_texts ? tr("Texts") : tr("Pictures")};
        return titles[static_cast<std::size_t>(section)];
    }
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == Name ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole) {
        const auto split = QString::fromStdString(splitName(m_list.evaluated));
        const std::array tips{
            tr("Name of the class"), tr("Share of the class's %1 rows that are recognised").arg(split),
            tr("Non-zero weights: how many features decide about the class"),
            tr("Share of the class's rows on which the sparse and the network's own head say the same"),
            tr("Number of %1 rows").arg(split)};
        return tips[static_cast<std::size_t>(section)];
    }
    return {};
}

}  // namespace sparsescope::ui
