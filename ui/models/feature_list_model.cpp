// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/feature_list_model.h"

#include "ui/shell/words.h"

#include <cmath>

namespace sparsescope::ui {

QString healthText(const FeatureHealth& health)
{
    if (health.notFinite > 0)
        return QObject::tr("not finite");
    if (health.dead)
        return QObject::tr("dead");
    if (health.constant)
        return QObject::tr("constant");
    if (health.saturated)
        return QObject::tr("saturated");
    return health.duplicateOf >= 0 ? QObject::tr("same as %1").arg(health.duplicateOf) : QString();
}

void FeatureListModel::setRows(std::vector<FeatureRow> rows)
{
    m_all = std::move(rows);
    filter();
}

void FeatureListModel::setLeastStability(std::optional<double> least)
{
    if (least == m_least)
        return;
    m_least = least;
    filter();
}

void FeatureListModel::filter()
{
    beginResetModel();
    m_rows = m_all;
    if (m_least)
        std::erase_if(m_rows, [this](const FeatureRow& row) { return row.stability && *row.stability < *m_least; });
    endResetModel();
}

int FeatureListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FeatureListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString FeatureListModel::text(const FeatureRow& row, int column) const
{
    switch (column) {
    case Feature: return QString::number(row.feature);
    case Name: return shown(row.name);
    case Classes: return count(row.classes);
    case Weight: return row.classes > 0 ? signedNumber(row.largestWeight) : QStringLiteral("–");
    case Mean: return number(row.health.mean);
    case Deviation: return number(row.health.deviation);
    case Zero: return percent(row.health.zeroShare);
    case Stability: return percent(row.stability);
    default: return healthText(row.health);
    }
}

QVariant FeatureListModel::value(const FeatureRow& row, int column) const
{
    switch (column) {
    case Feature: return row.feature;
    case Classes: return row.classes;
    case Weight: return std::abs(row.largestWeight);
    case Mean: return row.health.mean;
    case Deviation: return row.health.deviation;
    case Zero: return row.health.zeroShare;
    case Stability: return row.stability.value_or(-1);
    default: return text(row, column);
    }
}

QVariant FeatureListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool words = index.column() == Name || index.column() == Health;
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::TextAlignmentRole: return int(Qt::AlignVCenter | (words ? Qt::AlignLeft : Qt::AlignRight));
    case IdRole: return row.feature;
    case SortRole: return value(row, index.column());
    case SearchRole:
        return QString(QString::number(row.feature) + ' ' + shown(row.name) + ' ' + healthText(row.health));
    default: return {};
    }
}

QVariant FeatureListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole) {
        const std::array titles{tr("Feature"), tr("Name"), tr("Classes"), tr("Largest weight"),
                                tr("Mean"),    tr("Deviation"), tr("Zero"), tr("Found in"), tr("Health")};
        return titles[static_cast<std::size_t>(section)];
    }
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == Name || section == Health ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole) {
        const std::array tips{tr("Number of the channel in the network"),
                              tr("Your name for it"),
                              tr("Classes of the current head that use it"),
                              tr("Largest weight by magnitude"),
                              tr("Mean activation"),
                              tr("Standard deviation of the activation"),
                              tr("Share of pictures on which it is exactly zero"),
                              tr("Share of the draws of the rows in which some class uses it"),
                              tr("What is wrong with it, if anything")};
        return tips[static_cast<std::size_t>(section)];
    }
    return {};
}

}  // namespace sparsescope::ui
