// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/entry_model.h"

#include "ui/shell/words.h"

#include <algorithm>

namespace sparsescope::ui {

void EntryModel::setView(const ClassPathView& view)
{
    beginResetModel();
    m_view = view;
    std::stable_sort(m_view.traces.begin(), m_view.traces.end(),
                     [](const auto& a, const auto& b) { return a.enters < b.enters; });
    endResetModel();
}

void EntryModel::setPoint(int point)
{
    if (point == m_point)
        return;
    m_point = point;
    if (!m_view.traces.empty())
        emit dataChanged(index(0), index(rowCount() - 1), {WeightRole});
}

int EntryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_view.traces.size());
}

double EntryModel::weight(const ClassPathView::Trace& trace) const
{
    return m_point >= 0 && m_point < std::ssize(trace.weights) ? trace.weights[static_cast<std::size_t>(m_point)] : 0;
}

QString EntryModel::entry(const ClassPathView::Trace& trace) const
{
    const auto& point = m_view.points[static_cast<std::size_t>(trace.enters)];
    return tr("enters at λ %1").arg(number(point.lambda));
}

QVariant EntryModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& trace = m_view.traces[static_cast<std::size_t>(index.row())];
    const auto title = featureTitle(trace.feature, trace.featureName);
    switch (role) {
    case Qt::DisplayRole: return title;
    case Qt::AccessibleTextRole: return QString(title + ", " + entry(trace) + ", " + signedNumber(weight(trace), 3));
    case Qt::ToolTipRole:
        return plainTip(tr("%1\n%2 (point %3), where a class has %4 features in the mean\nWeight here: %5")
                            .arg(title, entry(trace))
                            .arg(trace.enters)
                            .arg(number(m_view.points[static_cast<std::size_t>(trace.enters)].meanFeaturesPerClass),
                                 weight(trace) != 0 ? signedNumber(weight(trace), 5) : tr("none")));
    case IdRole: return trace.feature;
    case BestRowRole: return trace.best.empty() ? qint64(-1) : qint64(trace.best.front().row);
    case EntryRole: return entry(trace);
    case WeightRole: return weight(trace);
    default: return {};
    }
}

}  // namespace sparsescope::ui
