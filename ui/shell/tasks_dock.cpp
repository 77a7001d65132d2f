// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/tasks_dock.h"

#include "base/text.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/row_style.h"

#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

class ProgressDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        paintRowState(*painter, option, false);
        const double done = index.data(TasksModel::ProgressRole).toDouble();
        if (done < 0)
            return;
        const auto& t = tokens(option.palette);
        const auto bar = QRect(option.rect.left() + spaceBetween, option.rect.center().y() - 3,
                               option.rect.width() - 2 * spaceBetween, 6);
        painter->fillRect(bar, t.line);
        painter->fillRect(QRect(bar.topLeft(), QSize(qRound(bar.width() * done), bar.height())), t.muted);
    }
};

}  // namespace

TasksView::TasksView(TaskRunner& runner, QWidget* parent)
    : QWidget(parent), m_runner(runner), m_model(new TasksModel(this))
{
    m_model->watch(runner);
    m_view = new QTableView(this);
    m_view->setModel(m_model);
    styleTable(*m_view);
    m_view->setItemDelegateForColumn(TasksModel::ProgressBar, new ProgressDelegate(m_view));
    m_view->horizontalHeader()->resizeSection(TasksModel::Title, 200);
    m_view->horizontalHeader()->setSectionResizeMode(TasksModel::State, QHeaderView::Stretch);
    m_view->setAccessibleName(tr("Tasks"));
    m_stop = new QPushButton(tr("Stop"), this);
    m_stop->setToolTip(plainTip(tr("Ends the selected task within a second; what was done is kept")));
    connect(m_stop, &QPushButton::clicked, this, &TasksView::stopSelected);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &TasksView::showStop);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &TasksView::showStop);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, spaceBetween, spaceBetween);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_stop, 0, Qt::AlignTop);
    showStop();
}

void TasksView::showStop()
{
    m_stop->setEnabled(m_model->activeCount() > 0);
}

void TasksView::stopSelected()
{
    const auto selected = m_view->selectionModel()->selectedRows();
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->at(row).active() && (selected.isEmpty() || selected.front().row() == row))
            return m_runner.stop(m_model->at(row).id);
}

TaskStrip::TaskStrip(TaskRunner& runner, QWidget* parent) : QWidget(parent), m_runner(runner)
{
    m_words = mutedLabel({}, this);
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(160, 8);
    m_bar->setAccessibleName(tr("Progress of the running task"));
    m_stop = new QPushButton(tr("Stop"), this);
    m_stop->setFlat(true);
    m_stop->setFocusPolicy(Qt::NoFocus);
    connect(m_stop, &QPushButton::clicked, this, [this] { m_runner.stop(m_id); });
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceBetween, 0, spaceBetween, 0);
    layout->setSpacing(spaceBetween);
    layout->addStretch();
    layout->addWidget(m_words);
    layout->addWidget(m_bar);
    layout->addWidget(m_stop);
    setVisible(false);
    for (const auto signal : {&TaskRunner::taskStarted, &TaskRunner::taskChanged, &TaskRunner::taskEnded})
        connect(&runner, signal, this, &TaskStrip::show);
}

void TaskStrip::show(const TaskInfo& task)
{
    if (!task.active() && task.id == m_id)
        m_id = 0;
    if (task.active() && (m_id == 0 || m_id == task.id)) {
        m_id = task.id;
        const auto& p = task.progress;
        auto words = p.stage.empty() ? task.title : shown(p.stage);
        if (task.state == TaskState::Stopping)
            words = tr("Stopping…");
        else if (p.secondsLeft >= 0)
            words += tr(" · %1 left").arg(QString::fromStdString(duration(p.secondsLeft)));
        m_words->setText(words);
        m_bar->setRange(0, p.total > 0 ? 1000 : 0);
        m_bar->setValue(qRound(1000 * p.fraction()));
    }
    setVisible(m_id != 0);
}

}  // namespace sparsescope::ui
