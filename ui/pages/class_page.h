// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"

class QCheckBox;
class QLabel;

namespace sparsescope::ui {

class StabilityFilter;
class ThumbnailGrid;
class WeightBars;

/// One class: its few features as signed bars, and the strongest examples of the selected one.
class ClassPage : public Page {
    Q_OBJECT
public:
    explicit ClassPage(Workspace& workspace, QWidget* parent = nullptr);
    void rename() override;

protected:
    void refresh() override;

private:
    QWidget* makeBars();
    QWidget* makeExamples();
    void filterBars();
    void showMenu(const QPoint& position);
    void requestClass();
    void requestExamples();
    void showClass(ClassView view);
    void showExamples(int feature, const FeatureView& view);
    void showErrors();

    WeightBars* m_bars = nullptr;
    StabilityFilter* m_filter = nullptr;
    ThumbnailGrid* m_grid = nullptr;
    QLabel* m_gridTitle = nullptr;
    QCheckBox* m_where = nullptr;
    ClassView m_view;
    std::shared_ptr<const HeadAnalysis> m_asked;  ///< Head, class and feature that were asked for last.
    int m_askedClass = -1;
    int m_askedFeature = -2;
};

}  // namespace sparsescope::ui
