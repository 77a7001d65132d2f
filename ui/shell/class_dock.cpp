// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/class_dock.h"

#include "ui/models/class_list_model.h"
#include "ui/shell/theme.h"
#include "ui/widgets/filter_table.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace sparsescope::ui {

ClassDock::ClassDock(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_model = new ClassListModel(this);
    m_table = new FilterTable(m_model, tr("class"), tr("classes"), this);
    auto* header = m_table->view()->horizontalHeader();
    header->setMinimumSectionSize(48);
    header->setFont(sizedFont(font(), TextSize::Small));
    for (int column = ClassListModel::Accuracy; column < ClassListModel::ColumnCount; ++column) {
        const auto title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const int arrow = spaceBetween + spaceInside;
        header->resizeSection(column, std::max(QFontMetrics(header->font()).horizontalAdvance(title) + arrow,
                                               fontMetrics().horizontalAdvance(QStringLiteral("100.0 %")))
                                          + 2 * spaceBetween);
    }
    header->setSectionResizeMode(ClassListModel::Name, QHeaderView::Stretch);
    m_table->sortBy(ClassListModel::Name, Qt::AscendingOrder);
    connect(m_table, &FilterTable::idSelected, this, [this](int klass) { goClass(klass, false); });
    connect(m_table, &FilterTable::idOpened, this, [this](int klass) { goClass(klass, true); });
    connect(&workspace.session, &AuditSession::headChanged, this, &ClassDock::showClasses);
    connect(&workspace.session, &AuditSession::opened, this, &ClassDock::showClasses);
    connect(&workspace.selection, &LinkedSelection::changed, this,
            [this](const Focus& now) { m_table->showId(now.klass); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
}

void ClassDock::showClasses()
{
    auto list = m_workspace.session.head().classes;
    // Before a head is looked at, names and counts are known all the same.
    if (list.rows.empty()) {
        int id = 0;
        for (const auto& c : m_workspace.session.info().classes)
            list.rows.push_back({id++, c.key, c.name, c.counts, std::numeric_limits<double>::quiet_NaN(), -1, {}, {}});
    }
    // Where the network's own head has other classes there is nothing to agree with.
    const bool agrees =
        std::any_of(list.rows.begin(), list.rows.end(), [](const ClassRow& row) { return row.agreement.has_value(); });
    m_table->view()->setColumnHidden(ClassListModel::Agreement, !agrees);
    m_model->setList(std::move(list));
    m_model->setOfTexts(m_workspace.session.info().model.input == ModelInfo::Input::Texts);
    m_table->showId(m_workspace.selection.focus().klass);
}

void ClassDock::goClass(int klass, bool open)
{
    auto next = m_workspace.selection.focus();
    next.klass = klass;
    if (open || next.page == PageId::Feature || next.page == PageId::Data)
        next.page = PageId::Class;
    if (next.page == PageId::Errors) {
        next.cellTruth = klass;
        next.cellPredicted = -1;
    }
    m_workspace.selection.go(next);
}

void ClassDock::focusSearch()
{
    m_table->searchBox()->setFocus();
    m_table->searchBox()->selectAll();
}

}  // namespace sparsescope::ui
