// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QDialog>

class QComboBox;
class QPushButton;
class QSpinBox;

namespace sparsescope::ui {

class EstimateLabel;

/// How many draws of the rows the head that is looked at is fitted on again, and what that would cost. Blocks nothing.
class StabilitySettings : public QDialog {
    Q_OBJECT
public:
    explicit StabilitySettings(Workspace& workspace, QWidget* parent = nullptr);

    StabilityOptions options() const;

private:
    void changed();
    void start();

    Workspace& m_workspace;
    int m_point = -1;
    QSpinBox* m_draws = nullptr;
    QComboBox* m_kind = nullptr;
    QSpinBox* m_seed = nullptr;
    EstimateLabel* m_estimate = nullptr;
    QPushButton* m_start = nullptr;
};

}  // namespace sparsescope::ui
