// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/models/roles.h"

#include <QAbstractTableModel>

#include <functional>

namespace sparsescope::ui {

/// "dead", "constant", "saturated", "same as 12", "not finite", or "" for a healthy feature.
QString healthText(const FeatureHealth& health);

/// All features with use, health and what the person wrote. SortRole gives raw numbers, IdRole the feature. What a column
/// shows and sorts by stands in one table in the source: a column more (a judgement, say) is one line there.
class FeatureListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Feature, Name, Classes, Weight, Mean, Deviation, Zero, Stability, Health, Note, ColumnCount };
    using Explain = std::function<QString(int feature)>;

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<FeatureRow> rows);
    /// Names for features that have none, by row; those stand in parentheses.
    void setProposed(const std::vector<std::pair<int, std::string>>& names);
    const FeatureRow& row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// Hover text; none by default.
    void setExplain(Explain explain) { m_explain = std::move(explain); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<FeatureRow> m_rows;
    Explain m_explain;
};

}  // namespace sparsescope::ui
