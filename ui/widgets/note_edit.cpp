// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/note_edit.h"

#include "ui/shell/theme.h"

namespace sparsescope::ui {

namespace {

constexpr int linesShown = 3;

}  // namespace

NoteEdit::NoteEdit(const QString& placeholder, QWidget* parent) : QPlainTextEdit(parent)
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setTabChangesFocus(true);
    setFixedHeight(linesShown * fontMetrics().lineSpacing() + 2 * spaceBetween);
}

void NoteEdit::setText(const QString& text)
{
    if (document()->isModified() || text == toPlainText())
        return;
    setPlainText(text);
    document()->setModified(false);
}

void NoteEdit::finish()
{
    if (!document()->isModified())
        return;
    document()->setModified(false);
    emit edited(toPlainText().trimmed());
}

void NoteEdit::focusOutEvent(QFocusEvent* event)
{
    finish();
    QPlainTextEdit::focusOutEvent(event);
}

}  // namespace sparsescope::ui
