// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/models/roles.h"

#include <QAbstractTableModel>

namespace sparsescope::ui {

/// "dead", "constant", "saturated", "same as 12", "not finite", or "" for a healthy feature.
QString healthText(const FeatureHealth& health);

/// All features with use and health. SortRole gives raw numbers, IdRole the feature.
class FeatureListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Feature, Name, Classes, Weight, Mean, Deviation, Zero, Stability, Health, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<FeatureRow> rows);
    /// Leaves out features that were found in a smaller share of the draws; nothing: leaves out none.
    void setLeastStability(std::optional<double> least);
    int hidden() const { return static_cast<int>(m_all.size() - m_rows.size()); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const FeatureRow& row, int column) const;
    QVariant value(const FeatureRow& row, int column) const;

    void filter();

    std::vector<FeatureRow> m_all, m_rows;  ///< As given, and those that are shown.
    std::optional<double> m_least;
};

}  // namespace sparsescope::ui
