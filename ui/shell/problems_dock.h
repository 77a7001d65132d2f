// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/problems_model.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QTableView;

namespace sparsescope::ui {

/// Everything that went wrong or was left out, with its details, until the person removes it.
class ProblemsView : public QWidget
{
    Q_OBJECT
public:
    explicit ProblemsView(ProblemsModel& model, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void showDetails();

    ProblemsModel& m_model;
    QTableView* m_view = nullptr;
    QPlainTextEdit* m_details = nullptr;
};

/// One quiet line above the pages that points to an unread problem.
class ProblemBanner : public QWidget
{
    Q_OBJECT
public:
    explicit ProblemBanner(ProblemsModel& model, QWidget* parent = nullptr);

signals:
    void detailsWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showLatest();

    ProblemsModel& m_model;
    QLabel* m_words = nullptr;
};

}  // namespace sparsescope::ui
