// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/roles.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace sparsescope::ui {

/// Rows of plain text that never change one by one: what was skipped, the log, tensors that do not fit.
class TextTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit TextTableModel(QStringList titles, QObject* parent = nullptr);

    /// Each row as long as the titles. Columns in `numeric` are aligned right and sorted as numbers; `ids` are what
    /// IdRole gives, one a row or none at all.
    void setRows(std::vector<QStringList> rows, QList<int> numeric = {}, std::vector<int> ids = {});

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QStringList m_titles;
    std::vector<QStringList> m_rows;
    QList<int> m_numeric;
    std::vector<int> m_ids;
};

}  // namespace sparsescope::ui
