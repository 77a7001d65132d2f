// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/feature_list.h"

#include <QWidget>

class QComboBox;
class QPushButton;
class QSpinBox;

namespace sparsescope::ui {

/// A line of choices that narrow the list of features.
class FeatureFilterBar : public QWidget {
    Q_OBJECT
public:
    explicit FeatureFilterBar(QWidget* parent = nullptr);

    /// The class that “used by …” means; −1: none is selected.
    void setClass(int klass, const QString& name);
    /// Draws on which stability was measured; 0: it was not, and is not offered.
    void setMeasured(int draws);
    FeatureFilter filter() const;
    void setFilter(const FeatureFilter& filter);
    void clear() { setFilter({}); }

signals:
    void changed();

private:
    QComboBox* addChoice(const QString& name, const QStringList& words);
    void follow();

    QComboBox* m_use = nullptr;
    QComboBox* m_health = nullptr;
    QComboBox* m_naming = nullptr;
    QComboBox* m_stability = nullptr;
    QSpinBox* m_share = nullptr;
    QPushButton* m_clear = nullptr;
    int m_klass = -1;
    int m_draws = 0;
};

}  // namespace sparsescope::ui
