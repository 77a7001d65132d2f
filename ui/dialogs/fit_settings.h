// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace sparsescope::ui {

class EstimateLabel;
class RuleList;

/// Settings of another fit, beginning with those of the present path, and what it would cost. Blocks nothing.
class FitSettings : public QDialog {
    Q_OBJECT
public:
    explicit FitSettings(Workspace& workspace, QWidget* parent = nullptr);

    /// Adds these to the rules that are there.
    void propose(const std::vector<WeightRule>& rules);
    PathOptions options() const;

private:
    void addRows(QFormLayout& form);
    void addChecks(QFormLayout& form);
    QWidget* makeButtons();
    void fill(const PathOptions& options);
    void changed();
    void showOutlook();
    /// Why it cannot start, or empty.
    QString obstacle(const PathOptions& options) const;
    QString outlook(const PathOptions& options) const;
    const KeptPath* present() const;
    void start();

    Workspace& m_workspace;
    PathOptions m_base;  ///< What has no field here stays as it was.
    QDoubleSpinBox* m_alpha = nullptr;
    QSpinBox* m_count = nullptr;
    QDoubleSpinBox* m_ratio = nullptr;
    QComboBox* m_tolerance = nullptr;
    QSpinBox* m_threads = nullptr;
    QCheckBox* m_grouped = nullptr;
    QCheckBox* m_standardize = nullptr;
    QCheckBox* m_zero = nullptr;
    RuleList* m_rules = nullptr;
    EstimateLabel* m_estimate = nullptr;
    QLabel* m_outlook = nullptr;
    QPushButton* m_start = nullptr;
    bool m_filling = false;
};

}  // namespace sparsescope::ui
