// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/feature_list_model.h"

#include "ui/shell/words.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace sparsescope::ui {

namespace {

constexpr int longestNote = 200;

QString nameText(const FeatureRow& row)
{
    return !row.name.empty() ? shown(row.name) : row.proposed.empty() ? QString() : QStringLiteral("(%1)").arg(shown(row.proposed));
}

/// Empty texts come behind all others.
QVariant sortedText(const QString& text)
{
    return text.isEmpty() ? QString(QChar(0xFFFF)) : text;
}

struct ColumnWords {
    const char* title;
    const char* tip;
    bool words;                                 ///< Text, which stands left and is sorted as such.
    QString (*text)(const FeatureRow& row);
    QVariant (*value)(const FeatureRow& row);   ///< To sort by.
};

/// In the order of FeatureListModel::Column.
const std::array<ColumnWords, FeatureListModel::ColumnCount> columns{{
    {QT_TRANSLATE_NOOP("FeatureList", "Feature"), QT_TRANSLATE_NOOP("FeatureList", "Number of the channel in the network"), false,
     [](const FeatureRow& row) { return QString::number(row.feature); }, [](const FeatureRow& row) { return QVariant(row.feature); }},
    {QT_TRANSLATE_NOOP("FeatureList", "Name"), QT_TRANSLATE_NOOP("FeatureList", "Your name for it; in parentheses a proposed one"), true,
     nameText, [](const FeatureRow& row) { return sortedText(nameText(row)); }},
    {QT_TRANSLATE_NOOP("FeatureList", "Classes"), QT_TRANSLATE_NOOP("FeatureList", "Classes of the current head that use it"), false,
     [](const FeatureRow& row) { return row.classes > 0 ? count(row.classes) : QStringLiteral("–"); },
     [](const FeatureRow& row) { return QVariant(row.classes); }},
    {QT_TRANSLATE_NOOP("FeatureList", "Weight"), QT_TRANSLATE_NOOP("FeatureList", "Largest weight by magnitude, on the standardised feature"), false,
     [](const FeatureRow& row) { return row.classes > 0 ? signedNumber(row.largestWeight) : QStringLiteral("–"); },
     [](const FeatureRow& row) { return QVariant(std::abs(row.largestWeight)); }},
    {QT_TRANSLATE_NOOP("FeatureList", "Mean"), QT_TRANSLATE_NOOP("FeatureList", "Mean activation"), false,
     [](const FeatureRow& row) { return number(row.health.mean); }, [](const FeatureRow& row) { return QVariant(row.health.mean); }},
    {QT_TRANSLATE_NOOP("FeatureList", "Deviation"), QT_TRANSLATE_NOOP("FeatureList", "Standard deviation of the activation"), false,
     [](const FeatureRow& row) { return number(row.health.deviation); }, [](const FeatureRow& row) { return QVariant(row.health.deviation); }},
    {QT_TRANSLATE_NOOP("FeatureList", "Zero"), QT_TRANSLATE_NOOP("FeatureList", "Share of the rows on which it is exactly zero"), false,
     [](const FeatureRow& row) { return percent(row.health.zeroShare); }, [](const FeatureRow& row) { return QVariant(row.health.zeroShare); }},
    {QT_TRANSLATE_NOOP("FeatureList", "Found in"), QT_TRANSLATE_NOOP("FeatureList", "Share of the draws of the rows in which some class uses it"), false,
     [](const FeatureRow& row) { return percent(row.stability); }, [](const FeatureRow& row) { return QVariant(row.stability.value_or(-1)); }},
    {QT_TRANSLATE_NOOP("FeatureList", "Health"), QT_TRANSLATE_NOOP("FeatureList", "What is wrong with it, if anything"), true,
     [](const FeatureRow& row) { return healthText(row.health); },
     [](const FeatureRow& row) { return sortedText(healthText(row.health)); }},
    {QT_TRANSLATE_NOOP("FeatureList", "Note"), QT_TRANSLATE_NOOP("FeatureList", "What you wrote about it"), true,
     [](const FeatureRow& row) { return shown(row.note, longestNote); },
     [](const FeatureRow& row) { return sortedText(shown(row.note, longestNote)); }},
}};

QVariant alignment(bool words)
{
    return int(Qt::AlignVCenter | (words ? Qt::AlignLeft : Qt::AlignRight));
}

}  // namespace

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
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void FeatureListModel::setProposed(const std::vector<std::pair<int, std::string>>& names)
{
    for (const auto& [feature, name] : names)
        if (feature >= 0 && feature < rowCount())
            m_rows[static_cast<std::size_t>(feature)].proposed = name;
    if (rowCount() > 0)
        emit dataChanged(index(0, Name), index(rowCount() - 1, Name));
}

int FeatureListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FeatureListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FeatureListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto& column = columns[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole: return column.text(row);
    case Qt::TextAlignmentRole: return alignment(column.words);
    case Qt::ToolTipRole:
        if (index.column() == Note && !row.note.empty())
            return plainTip(shown(row.note, 2000));
        return m_explain ? plainTip(m_explain(row.feature)) : QVariant();
    case IdRole: return row.feature;
    case SortRole: return column.value(row);
    case SearchRole:
        return QString(QString::number(row.feature) + ' ' + nameText(row) + ' ' + healthText(row.health) + ' '
                       + shown(row.note, longestNote));
    case ShareRole:
        if (index.column() == Zero)
            return row.health.zeroShare;
        return index.column() == Stability && row.stability ? QVariant(*row.stability) : QVariant();
    default: return {};
    }
}

QVariant FeatureListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const auto& column = columns[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole: return QCoreApplication::translate("FeatureList", column.title);
    case Qt::TextAlignmentRole: return alignment(column.words);
    case Qt::ToolTipRole: return plainTip(QCoreApplication::translate("FeatureList", column.tip));
    default: return {};
    }
}

}  // namespace sparsescope::ui
