// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QWidget>

class QComboBox;

namespace sparsescope::ui {

class HistogramPlot;

/// How often a feature takes which value: over all rows, by split, or in one class against the others.
class ValuesBox : public QWidget {
    Q_OBJECT
public:
    explicit ValuesBox(Workspace& workspace, QWidget* parent = nullptr);

    /// `view`: of that feature; the class that uses it most is proposed for comparison.
    void setFeature(std::shared_ptr<const HeadAnalysis> head, const FeatureView& view);
    QComboBox* grouping() const { return m_grouping; }
    QComboBox* classes() const { return m_class; }

private:
    void ask();

    Workspace& m_workspace;
    QComboBox *m_grouping = nullptr, *m_class = nullptr;
    HistogramPlot* m_plot = nullptr;
    std::shared_ptr<const HeadAnalysis> m_head;
    Histogram m_whole;
    int m_feature = -1;
};

}  // namespace sparsescope::ui
