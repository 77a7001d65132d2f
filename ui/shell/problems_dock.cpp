// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/problems_dock.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/row_style.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace sparsescope::ui {

ProblemsView::ProblemsView(ProblemsModel& model, QWidget* parent) : QWidget(parent), m_model(model)
{
    m_view = new QTableView(this);
    m_view->setModel(&model);
    styleTable(*m_view);
    m_view->horizontalHeader()->resizeSection(ProblemsModel::What, 180);
    m_view->horizontalHeader()->setSectionResizeMode(ProblemsModel::Message, QHeaderView::Stretch);
    m_view->setAccessibleName(tr("Problems"));
    m_details = new QPlainTextEdit(this);
    m_details->setReadOnly(true);
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->setPlaceholderText(tr("Select a problem to read its details."));
    m_details->setAccessibleName(tr("Details of the problem"));
    auto* copy = new QPushButton(tr("Copy"), this);
    auto* clear = new QPushButton(tr("Clear"), this);
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_details->toPlainText()); });
    connect(clear, &QPushButton::clicked, &model, &ProblemsModel::clear);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ProblemsView::showDetails);
    connect(&model, &QAbstractItemModel::modelReset, this, &ProblemsView::showDetails);
    connect(&model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (isVisible())
            m_model.markAllRead();
    });
    auto* split = new QSplitter(this);
    split->addWidget(m_view);
    split->addWidget(m_details);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto* buttons = new QVBoxLayout;
    buttons->addWidget(copy);
    buttons->addWidget(clear);
    buttons->addStretch();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, spaceBetween, spaceBetween);
    layout->addWidget(split, 1);
    layout->addLayout(buttons);
}

void ProblemsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_model.markAllRead();
    if (m_view->selectionModel()->selectedRows().isEmpty() && m_model.rowCount() > 0)
        m_view->selectRow(0);
}

void ProblemsView::showDetails()
{
    const auto rows = m_view->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return m_details->clear();
    const auto& problem = m_model.at(rows.front().row());
    auto text = problem.message;
    if (!problem.code.isEmpty())
        text += QStringLiteral("\n\n") + problem.code;
    if (!problem.details.isEmpty())
        text += QStringLiteral("\n\n") + problem.details;
    m_details->setPlainText(text);
}

ProblemBanner::ProblemBanner(ProblemsModel& model, QWidget* parent) : QWidget(parent), m_model(model)
{
    m_words = plainLabel({}, this);
    m_words->setWordWrap(true);
    auto* details = new QPushButton(tr("Details"), this);
    auto* dismiss = new QPushButton(tr("Dismiss"), this);
    dismiss->setFlat(true);
    connect(details, &QPushButton::clicked, this, &ProblemBanner::detailsWanted);
    connect(dismiss, &QPushButton::clicked, &model, &ProblemsModel::markAllRead);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceAround + spaceInside, spaceInside, spaceBetween, spaceInside);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_words, 1);
    layout->addWidget(details);
    layout->addWidget(dismiss);
    connect(&model, &ProblemsModel::unreadChanged, this, &ProblemBanner::showLatest);
    setVisible(false);
}

void ProblemBanner::showLatest()
{
    setVisible(m_model.unread() > 0);
    if (m_model.unread() == 0)
        return;
    auto words = m_model.at(0).message;
    if (m_model.unread() > 1)
        words += tr("  (%1 more)").arg(m_model.unread() - 1);
    m_words->setText(words);
    update();
}

void ProblemBanner::paintEvent(QPaintEvent*)
{
    if (m_model.rowCount() == 0)
        return;
    const auto& t = tokens(this);
    const auto color = m_model.at(0).kind == Problem::Kind::Error ? t.bad : t.warn;
    QPainter painter(this);
    painter.fillRect(rect(), mixed(t.surface, color, 0.12));
    painter.fillRect(QRect(0, 0, 4, height()), color);
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.line);
}

}  // namespace sparsescope::ui
