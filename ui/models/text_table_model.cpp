// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/text_table_model.h"

#include "ui/shell/words.h"

namespace sparsescope::ui {

namespace {

double numberIn(QString text)
{
    text.remove(QChar(0x202F));  // the narrow space between groups of digits
    text.replace(QStringLiteral("−"), QStringLiteral("-"));
    return text.split(' ').front().toDouble();
}

}  // namespace

TextTableModel::TextTableModel(QStringList titles, QObject* parent)
    : QAbstractTableModel(parent), m_titles(std::move(titles))
{
}

void TextTableModel::setRows(std::vector<QStringList> rows, QList<int> numeric, std::vector<int> ids)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_numeric = std::move(numeric);
    m_ids = std::move(ids);
    endResetModel();
}

int TextTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TextTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_titles.size());
}

QVariant TextTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto& text = row[index.column()];
    const bool numeric = m_numeric.contains(index.column());
    switch (role) {
    case Qt::DisplayRole: return text;
    case Qt::ToolTipRole: return plainTip(text);
    case Qt::TextAlignmentRole: return int(Qt::AlignVCenter | (numeric ? Qt::AlignRight : Qt::AlignLeft));
    case SortRole: return numeric ? QVariant(numberIn(text)) : QVariant(text);
    case SearchRole: return row.join(' ');
    case IdRole: return m_ids.empty() ? index.row() : m_ids[static_cast<std::size_t>(index.row())];
    default: return {};
    }
}

QVariant TextTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_titles.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_titles[section];
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (m_numeric.contains(section) ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

}  // namespace sparsescope::ui
