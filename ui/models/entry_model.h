// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/models/roles.h"

#include <QAbstractListModel>

namespace sparsescope::ui {

/// Features of one class in the order in which they enter its path. IdRole gives the feature.
class EntryModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { BestRowRole = FirstOwnRole, EntryRole, WeightRole };
    using QAbstractListModel::QAbstractListModel;

    void setView(const ClassPathView& view);
    /// Point of the path for which weights are told.
    void setPoint(int point);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    double weight(const ClassPathView::Trace& trace) const;
    QString entry(const ClassPathView::Trace& trace) const;

    ClassPathView m_view;  ///< Its traces in the order of entry.
    int m_point = -1;
};

}  // namespace sparsescope::ui
