// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPlainTextEdit>

namespace sparsescope::ui {

/// A few lines of plain text that are told once the person leaves them.
class NoteEdit : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit NoteEdit(const QString& placeholder, QWidget* parent = nullptr);

    /// What is stored; left alone while the person is writing.
    void setText(const QString& text);
    /// Tells what was written, as leaving does.
    void finish();

signals:
    void edited(const QString& text);

protected:
    void focusOutEvent(QFocusEvent* event) override;
};

}  // namespace sparsescope::ui
