// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractButton>

namespace sparsescope::ui {

/// A button with a title and a line of explanation, both plain text.
class Card : public QAbstractButton
{
    Q_OBJECT
public:
    Card(const QString& title, const QString& words, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QString m_title, m_words;
};

}  // namespace sparsescope::ui
