// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStackedWidget>

class QLabel;
class QPushButton;

namespace sparsescope::ui {

/// Shows a page's content, or in its place what is missing and what to do next.
class EmptyState : public QStackedWidget
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget* parent = nullptr);

    void setContent(QWidget* content);
    void showContent();
    void showEmpty(const QString& title, const QString& advice, const QString& action = {}, const QString& second = {});

signals:
    void actionTriggered();
    void secondTriggered();

private:
    QLabel* m_title = nullptr;
    QLabel* m_advice = nullptr;
    QPushButton* m_action = nullptr;
    QPushButton* m_second = nullptr;
    QWidget* m_content = nullptr;
};

}  // namespace sparsescope::ui
