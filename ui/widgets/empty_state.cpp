// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/empty_state.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sparsescope::ui {

EmptyState::EmptyState(QWidget* parent) : QStackedWidget(parent)
{
    auto* page = new QWidget(this);
    m_title = plainLabel({}, page);
    m_title->setFont(sizedFont(font(), TextSize::Title, true));
    m_title->setAlignment(Qt::AlignCenter);
    m_advice = plainLabel({}, page);
    m_advice->setAlignment(Qt::AlignCenter);
    m_advice->setWordWrap(true);
    m_action = new QPushButton(page);
    m_action->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionTriggered);
    m_second = new QPushButton(page);
    m_second->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_second, &QPushButton::clicked, this, &EmptyState::secondTriggered);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(spaceAround * 2, spaceAround, spaceAround * 2, spaceAround);
    layout->setSpacing(spaceBetween);
    layout->addStretch(2);
    layout->addWidget(m_title);
    layout->addWidget(m_advice);
    layout->addWidget(m_action, 0, Qt::AlignHCenter);
    layout->addWidget(m_second, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    addWidget(page);
}

void EmptyState::setContent(QWidget* content)
{
    m_content = content;
    addWidget(content);
}

void EmptyState::showContent()
{
    setCurrentWidget(m_content);
}

void EmptyState::showEmpty(const QString& title, const QString& advice, const QString& action, const QString& second)
{
    m_title->setText(title);
    m_advice->setText(advice);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_second->setText(second);
    m_second->setVisible(!second.isEmpty());
    setCurrentIndex(0);
}

}  // namespace sparsescope::ui
