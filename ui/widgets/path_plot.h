// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/widgets/cursor_plot.h"

namespace sparsescope::ui {

/// Accuracy or loss of each split along the path. Marks on the line that heads are judged by say how right a point is:
/// filled discs are certified, hollow triangles missed the tolerance. An earlier path can stand behind it.
class PathPlot : public CursorPlot {
    Q_OBJECT
public:
    enum class Measure { Accuracy, Loss };

    explicit PathPlot(QWidget* parent = nullptr);

    void setPath(const PathView& path);
    void setMeasure(Measure measure);
    /// Drawn dashed, under a name; without rows: nothing.
    void setComparison(const PathView& path, const QString& name);
    bool comparing() const { return !m_other.rows.empty(); }
    /// "λ 0.0123 · 14.2 features per class · validation 91.2 % · ● certified, gap 3e-06, KKT 2e-04"
    QString readout() const override;

protected:
    void draw() override;

private:
    void fitHeights();
    void addSplit(const std::string& split, int order);
    void addMarks();
    void addComparison();
    void addOriginal();
    void addChosen();
    double valueOf(const SplitScore& score) const;
    double otherPosition(const PathRow& row) const;

    PathView m_path;
    PathView m_other;
    QString m_otherName;
    Measure m_measure = Measure::Accuracy;
};

}  // namespace sparsescope::ui
