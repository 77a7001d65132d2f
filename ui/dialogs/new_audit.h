// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "ui/shell/task_runner.h"

#include <QDialog>

#include <optional>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace sparsescope::ui {

class DataStep;
class ModelStep;
class StartStep;

/// The assistant: model, data, then what it will cost. Nothing of a file runs before its step says what was understood.
class NewAudit : public QDialog
{
    Q_OBJECT
public:
    explicit NewAudit(TaskRunner& tasks, QWidget* parent = nullptr);

    /// Fills in what was dropped on the window; empty: nothing.
    void propose(const QString& model, const QString& data);
    void goTo(int step);
    int step() const;
    ModelStep* modelStep() const { return m_model; }
    DataStep* dataStep() const { return m_data; }
    StartStep* startStep() const { return m_start; }

signals:
    void startWanted(const QString& folder, const sparsescope::AuditSettings& settings);

private:
    void showStep();
    void next();
    AuditSettings settings() const;

    QLabel* m_where = nullptr;
    QStackedWidget* m_steps = nullptr;
    ModelStep* m_model = nullptr;
    DataStep* m_data = nullptr;
    StartStep* m_start = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_next = nullptr;
};

}  // namespace sparsescope::ui
