// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "ui/shell/task_runner.h"

#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace sparsescope::ui {

/// Where the audit goes, how the path is fitted, and what it will cost in time, memory and disk.
class StartStep : public QWidget
{
    Q_OBJECT
public:
    explicit StartStep(TaskRunner& tasks, QWidget* parent = nullptr);

    void estimate(const AuditSettings& settings);
    bool ready() const;
    QString folder() const;
    void fill(AuditSettings& settings) const;
    void showEstimate(const ExtractEstimate& estimate);

signals:
    void changed();

private:
    QWidget* makePath();
    void browse();

    TaskRunner& m_tasks;
    QLineEdit* m_title = nullptr;
    QLineEdit* m_folder = nullptr;
    QLabel* m_cost = nullptr;
    QSpinBox* m_count = nullptr;
    QDoubleSpinBox* m_alpha = nullptr;
    QDoubleSpinBox* m_ratio = nullptr;
    QCheckBox* m_zero = nullptr;
};

}  // namespace sparsescope::ui
