// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/models/roles.h"

#include <QAbstractTableModel>

namespace sparsescope::ui {

/// Classes with their numbers; a negative number of features: not known yet. SortRole gives raw numbers, IdRole the
/// class.
class ClassListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Accuracy, Features, Agreement, Rows, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setList(ClassList list);
    /// Whether the rows of the audit are texts; pictures otherwise.
    void setOfTexts(bool texts);
    int rowOf(int klass) const;
    const ClassList& list() const { return m_list; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const ClassRow& row, int column) const;
    double value(const ClassRow& row, int column) const;
    QString tip(const ClassRow& row) const;
    std::int64_t evaluatedRows(const ClassRow& row) const;

    ClassList m_list;
    bool m_texts = false;
};

}  // namespace sparsescope::ui
