// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"
#include "ui/widgets/empty_state.h"

class QLabel;

namespace sparsescope::ui {

class WeightBars;

/// Beside the sparse bars of a class: the largest weights that the network's own head gives it, with the same pictures,
/// or why there are none.
class DenseSide : public EmptyState {
    Q_OBJECT
public:
    DenseSide(Workspace& workspace, QWidget* parent = nullptr);

    void setView(DenseClassView view);
    const DenseClassView& view() const { return m_view; }
    bool has(int feature) const;
    /// Selects the feature's bar without telling anybody.
    void showFeature(int feature);

signals:
    void featureSelected(int feature);
    void featureOpened(int feature);
    void menuWanted(int feature, const QPoint& global);

private:
    DenseClassView m_view;
    QLabel* m_title = nullptr;
    WeightBars* m_bars = nullptr;
};

}  // namespace sparsescope::ui
