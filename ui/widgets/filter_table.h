// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QSortFilterProxyModel>
#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QMenu;
class QTableView;

namespace sparsescope::ui {

/// Searches by words, and leaves out rows of the source that a condition does not keep.
class RowFilterModel : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using Keep = std::function<bool(int sourceRow)>;
    void setKeep(Keep keep);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    Keep m_keep;
};

/// A table with a search box, sorting by its headers, a count of rows, and export as CSV on right click. Enter and
/// double click open a row, Ctrl+F goes to the search box.
class FilterTable : public QWidget {
    Q_OBJECT
public:
    /// `one` and `many` name what the rows are: "class", "classes".
    FilterTable(QAbstractItemModel* model, QString one, QString many, QWidget* parent = nullptr);

    QTableView* view() const { return m_view; }
    QLineEdit* searchBox() const { return m_search; }
    /// Selects the row whose IdRole is `id` without telling anybody.
    void showId(int id);
    void sortBy(int column, Qt::SortOrder order);
    /// Narrows the rows beside the search box; called again when the condition changes.
    void setRowFilter(RowFilterModel::Keep keep);
    /// What a right click on a row offers before what it offers for the table.
    void setRowActions(std::function<void(QMenu& menu, int id)> add) { m_rowActions = std::move(add); }
    /// Asks for a file and writes what is shown; also on right click.
    void saveCsv();

signals:
    void idSelected(int id);
    void idOpened(int id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int currentId() const;
    void filter(const QString& words);
    void showCount();
    void showMenu(const QPoint& position);

    RowFilterModel m_proxy;
    QString m_one, m_many;
    QLineEdit* m_search = nullptr;
    QLabel* m_count = nullptr;
    QTableView* m_view = nullptr;
    int m_id = -1;  ///< What is selected, visible or not.
    bool m_quiet = false;
    std::function<void(QMenu&, int)> m_rowActions;
};

/// One table as CSV text (RFC 4180), as shown: filtered and sorted. Cells that a spreadsheet would run as a formula
/// get a leading apostrophe.
QString csvOf(const QAbstractItemModel& model);
/// One line of such a text, with its end.
QString csvLine(QStringList cells);

}  // namespace sparsescope::ui
