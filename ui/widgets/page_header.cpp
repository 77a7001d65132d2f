// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/page_header.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/elided_label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace sparsescope::ui {

PageHeader::PageHeader(QWidget* parent) : QWidget(parent)
{
    m_kind = mutedLabel({}, this);
    m_title = new ElidedLabel(this);
    m_title->setFont(sizedFont(font(), TextSize::Title, true));
    m_edit = new QLineEdit(this);
    m_edit->setFont(m_title->font());
    m_edit->setFixedHeight(m_title->sizeHint().height());  // so that nothing moves when it takes the title's place
    m_edit->hide();
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_kind);
    words->addWidget(m_title);
    words->addWidget(m_edit);

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

void PageHeader::makeEditable(const QString& button, const QString& tip, int longest)
{
    auto* action = new QPushButton(button, this);
    action->setToolTip(plainTip(tip));
    connect(action, &QPushButton::clicked, this, &PageHeader::editTitle);
    addAction(action);
    m_edit->setMaxLength(longest);
    m_edit->setAccessibleName(tip);
    m_edit->installEventFilter(this);
    m_title->installEventFilter(this);
    connect(m_edit, &QLineEdit::editingFinished, this, [this] { endEditing(true); });
}

void PageHeader::setEditText(const QString& text, const QString& placeholder)
{
    m_editText = text;
    m_edit->setPlaceholderText(placeholder);
}

void PageHeader::editTitle()
{
    m_edit->setText(m_editText);
    m_edit->selectAll();
    m_title->hide();
    m_edit->show();
    m_edit->setFocus();
}

void PageHeader::leaveEditing()
{
    endEditing(false);
}

void PageHeader::endEditing(bool keep)
{
    if (m_edit->isHidden())
        return;
    m_edit->hide();
    m_title->show();
    const auto text = m_edit->text().trimmed();
    if (keep && text != m_editText)
        emit titleEdited(text);
}

bool PageHeader::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_title && event->type() == QEvent::MouseButtonDblClick)
        editTitle();
    const bool press = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (watched != m_edit || !press || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape)
        return QWidget::eventFilter(watched, event);
    event->accept();  // else the window would take it for a step back
    if (event->type() == QEvent::KeyPress)
        endEditing(false);
    return true;
}

void PageHeader::setTitle(const QString& kind, const QString& title, bool quiet)
{
    m_kind->setText(kind);
    m_title->setText(title);
    m_title->setForegroundRole(quiet ? QPalette::PlaceholderText : QPalette::WindowText);
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
