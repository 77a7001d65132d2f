// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <optional>

class QCheckBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace sparsescope::ui {

/// A line that hides what was found in too few draws; where nothing was measured, it offers to.
class StabilityFilter : public QWidget {
    Q_OBJECT
public:
    explicit StabilityFilter(QWidget* parent = nullptr);

    /// Draws that were fitted for the head that is shown; 0: not measured. `hidden`: what the filter leaves out.
    void setMeasured(int draws);
    void setHidden(int hidden);
    /// The least share of the draws, where the filter is on and there is something to filter by.
    std::optional<double> least() const;

signals:
    void changed();
    void measureWanted();

private:
    QCheckBox* m_hide = nullptr;
    QSpinBox* m_share = nullptr;
    QLabel* m_words = nullptr;
    QPushButton* m_measure = nullptr;
    int m_draws = 0;
};

}  // namespace sparsescope::ui
