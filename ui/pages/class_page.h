// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"

class QCheckBox;
class QLabel;
class QStackedWidget;
class QTabBar;

namespace sparsescope::ui {

class DenseSide;
class RenderingRow;
class StabilityFilter;
class ThumbnailGrid;
class WeightBars;

/// One class: its few features as signed bars, and beside them the strongest examples of the selected one, or the same
/// class by the network's own head.
class ClassPage : public Page {
    Q_OBJECT
public:
    explicit ClassPage(Workspace& workspace, QWidget* parent = nullptr);
    void rename() override;
    /// Shows the network's own head beside the sparse one, or the examples again.
    void showDense(bool dense);
    bool showsDense() const;

protected:
    void refresh() override;

private:
    QWidget* makeBars();
    QWidget* makeExamples();
    QWidget* makeHelper();
    DenseSide* makeDense();
    void filterBars();
    void showMenu(const QPoint& position);
    void showMenuOf(int feature, const QPoint& global);
    void requestClass();
    void requestExamples();
    /// A class by both heads.
    struct Both {
        ClassView sparse;
        DenseClassView dense;
    };
    void showClass(Both both);
    void showNumbers();
    void showFeature();
    void showExamples(int feature, const FeatureView& view);
    void showErrors();

    WeightBars* m_bars = nullptr;
    StabilityFilter* m_filter = nullptr;
    RenderingRow* m_rendering = nullptr;
    ThumbnailGrid* m_grid = nullptr;
    QLabel* m_gridTitle = nullptr;
    QCheckBox* m_where = nullptr;
    QTabBar* m_helperChoice = nullptr;
    QStackedWidget* m_helpers = nullptr;
    DenseSide* m_dense = nullptr;
    ClassView m_view;
    std::shared_ptr<const HeadAnalysis> m_asked;  ///< Head, class and feature that were asked for last.
    int m_askedClass = -1;
    int m_askedFeature = -2;
};

}  // namespace sparsescope::ui
