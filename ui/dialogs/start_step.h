// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "ui/shell/task_runner.h"

#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace sparsescope::ui {

/// Where the audit goes, how the path is fitted, and what it will cost in time, memory and disk.
class StartStep : public QWidget {
    Q_OBJECT
public:
    explicit StartStep(TaskRunner& tasks, QWidget* parent = nullptr);

    void estimate(const AuditSettings& settings);
    bool ready() const { return obstacle().isEmpty(); }
    QString folder() const;
    void fill(AuditSettings& settings) const;
    void showEstimate(const ExtractEstimate& estimate);
    /// Asks whether the network's own classes are the data's, where only a person can tell.
    void askSameClasses(bool ask);

signals:
    void changed();

private:
    /// Why it cannot start yet, and what to do; empty where it can.
    QString obstacle() const;
    void addPathRows(QFormLayout& form);
    void propose(const QString& data);
    void showObstacle();
    void browse();

    TaskRunner& m_tasks;
    QLineEdit* m_title = nullptr;
    QLineEdit* m_folder = nullptr;
    QLabel* m_cost = nullptr;
    QSpinBox* m_count = nullptr;
    QDoubleSpinBox* m_alpha = nullptr;
    QDoubleSpinBox* m_ratio = nullptr;
    QCheckBox* m_zero = nullptr;
    QCheckBox* m_same = nullptr;
    QLabel* m_obstacle = nullptr;
    QString m_proposedTitle, m_proposedFolder;
};

}  // namespace sparsescope::ui
