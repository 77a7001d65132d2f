// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractTableModel>
#include <QDateTime>

#include <vector>

namespace sparsescope::ui {

struct Problem {
    enum class Kind { Error, Warning };
    Kind kind = Kind::Error;
    QString title;    ///< What was being done.
    QString message;  ///< The sentence for the person.
    QString details;
    QString code;
    QDateTime when = QDateTime::currentDateTime();
    bool read = false;
};

/// What went wrong or was left out. Stays until the person removes it.
class ProblemsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { What, Message, When, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void add(const Problem& problem);
    void markAllRead();
    void clear();
    int unread() const;
    const Problem& at(int row) const { return m_problems[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void unreadChanged();

private:
    std::vector<Problem> m_problems;  ///< Latest first.
};

}  // namespace sparsescope::ui
