// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/page_header.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/elided_label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace sparsescope::ui {

PageHeader::PageHeader(QWidget* parent) : QWidget(parent)
{
    m_kind = mutedLabel({}, this);
    m_title = new ElidedLabel(this);
    m_title->setFont(sizedFont(font(), TextSize::Title, true));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_kind);
    words->addWidget(m_title);

    m_numbers = new QHBoxLayout;
    m_numbers->setSpacing(spaceAround + spaceBetween);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(spaceBetween);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceAround, spaceBetween + spaceInside, spaceAround, spaceBetween + spaceInside);
    layout->setSpacing(spaceAround + spaceBetween);
    layout->addLayout(words, 1);
    layout->addLayout(m_numbers);
    layout->addLayout(m_actions);
}

void PageHeader::setTitle(const QString& kind, const QString& title)
{
    m_kind->setText(kind);
    m_title->setText(title);
    m_title->setToolTip(plainTip(title));
    setAccessibleName(kind + ' ' + title);
}

void PageHeader::setNumbers(const std::vector<KeyNumber>& numbers)
{
    while (auto* item = m_numbers->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto& number : numbers) {
        auto* box = new QWidget(this);
        auto* name = mutedLabel(number.name, box);
        auto* value = plainLabel(number.value, box);
        value->setFont(sizedFont(font(), TextSize::Title));
        auto* column = new QVBoxLayout(box);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        column->addWidget(name);
        column->addWidget(value);
        box->setToolTip(plainTip(number.tip));
        box->setAccessibleName(number.name + ' ' + number.value);
        m_numbers->addWidget(box);
    }
}

void PageHeader::addAction(QWidget* widget)
{
    m_actions->addWidget(widget);
}

void PageHeader::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        m_title->setFont(sizedFont(font(), TextSize::Title, true));
}

}  // namespace sparsescope::ui
