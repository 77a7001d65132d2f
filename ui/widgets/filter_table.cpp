// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/filter_table.h"

#include "ui/models/roles.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/row_style.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSaveFile>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

QString csvCell(QString text)
{
    if (!text.isEmpty() && QStringLiteral("=+@\t\r").contains(text.front())
        && !text.mid(1, 1).contains(QRegularExpression("[0-9]")))
        text.prepend('\'');
    if (text.contains(QRegularExpression("[\",\n\r]")))
        text = '"' + text.replace('"', QStringLiteral("\"\"")) + '"';
    return text;
}

}  // namespace

QString csvLine(QStringList cells)
{
    for (auto& cell : cells)
        cell = csvCell(cell);
    return cells.join(',') + QStringLiteral("\r\n");
}

QString csvOf(const QAbstractItemModel& model)
{
    QString csv;
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << model.headerData(column, Qt::Horizontal).toString();
    csv += csvLine(cells);
    for (int row = 0; row < model.rowCount(); ++row) {
        cells.clear();
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString();
        csv += csvLine(cells);
    }
    return csv;
}

void RowFilterModel::setKeep(Keep keep)
{
    m_keep = std::move(keep);
    invalidateRowsFilter();
}

bool RowFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    return (!m_keep || m_keep(row)) && QSortFilterProxyModel::filterAcceptsRow(row, parent);
}

FilterTable::FilterTable(QAbstractItemModel* model, QString one, QString many, QWidget* parent)
    : QWidget(parent), m_one(std::move(one)), m_many(std::move(many))
{
    m_proxy.setSourceModel(model);
    m_proxy.setFilterRole(SearchRole);
    m_proxy.setFilterKeyColumn(0);
    m_proxy.setSortRole(SortRole);
    m_proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy.setSortLocaleAware(true);

    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Search %1").arg(m_many));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_count = mutedLabel({}, this);
    m_view = new QTableView(this);
    styleTable(*m_view);
    m_view->setAccessibleName(m_many);
    m_view->setModel(&m_proxy);
    m_view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);  // in the model's order until a person sorts
    m_view->setSortingEnabled(true);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->installEventFilter(this);

    auto* top = new QHBoxLayout;
    top->setContentsMargins(spaceBetween, spaceBetween, spaceBetween, 0);
    top->addWidget(m_search, 1);
    top->addWidget(m_count);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addLayout(top);
    layout->addWidget(m_view, 1);

    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        m_search->setFocus();
        m_search->selectAll();
    });
    connect(m_search, &QLineEdit::textChanged, this, &FilterTable::filter);
    for (const auto change : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_proxy, change, this, &FilterTable::showCount);
    connect(&m_proxy, &QAbstractItemModel::modelReset, this, &FilterTable::showCount);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (m_quiet || currentId() < 0)
            return;
        m_id = currentId();
        emit idSelected(m_id);
    });
    connect(m_view, &QTableView::doubleClicked, this, [this] { emit idOpened(currentId()); });
    connect(m_view, &QTableView::customContextMenuRequested, this, &FilterTable::showMenu);
    showCount();
}

bool FilterTable::eventFilter(QObject* watched, QEvent* event)
{
    const bool press = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    const bool escape = press && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
    if (watched == m_search && escape && !m_search->text().isEmpty()) {
        if (event->type() == QEvent::KeyPress)
            m_search->clear();
        event->accept();  // else the window would take it for a step back
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (watched == m_search && (key == Qt::Key_Down || enter)) {
            m_view->setFocus();
            if (!m_view->currentIndex().isValid() && m_proxy.rowCount() > 0)
                m_view->selectRow(0);
            return true;
        }
        if (watched == m_view && enter && currentId() >= 0) {
            emit idOpened(currentId());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

int FilterTable::currentId() const
{
    const auto index = m_view->currentIndex();
    const auto id = index.data(IdRole);
    return id.isValid() ? id.toInt() : -1;
}

/// Looking for a row is not yet choosing one.
void FilterTable::filter(const QString& words)
{
    m_quiet = true;
    m_proxy.setFilterFixedString(words);
    m_quiet = false;
    showId(m_id);
}

void FilterTable::showId(int id)
{
    m_id = id;
    if (currentId() == id)
        return;
    const auto found = m_proxy.match(m_proxy.index(0, 0), IdRole, id, 1, Qt::MatchExactly);
    m_quiet = true;
    if (found.isEmpty())
        m_view->selectionModel()->clear();
    else
        m_view->setCurrentIndex(found.front());
    m_quiet = false;
}

void FilterTable::sortBy(int column, Qt::SortOrder order)
{
    m_view->sortByColumn(column, order);
}

void FilterTable::showCount()
{
    const int all = m_proxy.sourceModel()->rowCount();
    const int visible = m_proxy.rowCount();
    m_count->setText(visible == all ? counted(all, m_one, m_many)
                                    : tr("%1 of %2").arg(count(visible), counted(all, m_one, m_many)));
}

void FilterTable::setRowFilter(RowFilterModel::Keep keep)
{
    m_quiet = true;
    m_proxy.setKeep(std::move(keep));
    m_quiet = false;
    showId(m_id);
    showCount();
}

void FilterTable::showMenu(const QPoint& position)
{
    QMenu menu;
    const auto id = m_view->indexAt(position).data(IdRole);
    if (m_rowActions && id.isValid()) {
        m_rowActions(menu, id.toInt());
        menu.addSeparator();
    }
    menu.addAction(tr("Copy table as CSV"), this, [this] { QApplication::clipboard()->setText(csvOf(m_proxy)); });
    menu.addAction(tr("Save table as CSV…"), this, &FilterTable::saveCsv);
    menu.exec(m_view->viewport()->mapToGlobal(position));
}

void FilterTable::saveCsv()
{
    const auto name =
        QFileDialog::getSaveFileName(this, tr("Save table"), m_many + QStringLiteral(".csv"), tr("CSV (*.csv)"));
    if (name.isEmpty())
        return;
    QSaveFile file(name);
    const auto csv = csvOf(m_proxy).toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(csv) != csv.size() || !file.commit())
        m_count->setText(tr("Not saved: %1").arg(file.errorString()));
}

}  // namespace sparsescope::ui
