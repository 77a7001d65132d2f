// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"
#include "ui/shell/look_session.h"

class QLabel;
class QPushButton;

namespace sparsescope::ui {

class ConfusionMap;
class ContributionBars;
class OverlayViewer;
class ThumbnailGrid;

/// Who is taken for whom: the confusion matrix, the pictures in a cell, and one picture explained for the predicted and
/// the true class side by side.
class ErrorsPage : public Page {
    Q_OBJECT
public:
    ErrorsPage(Workspace& workspace, LookSession& looks, QWidget* parent = nullptr);

protected:
    void refresh() override;

private:
    QWidget* makeMap();
    QWidget* makeExamples();
    QWidget* makeExplanation();
    ContributionBars* makeBars(const QString& accessibleName);
    void requestConfusion();
    void requestExamples();
    void requestExplanation();
    void showConfusion(ConfusionView view);
    void showExamples(std::vector<ExampleRef> examples);
    void showExplanation(const ExampleView& view);
    void goCell(int truth, int predicted);
    QString cellTitle(std::size_t found) const;

    void showWhere();

    LookSession& m_looks;
    ConfusionMap* m_map = nullptr;
    ThumbnailGrid* m_grid = nullptr;
    QLabel* m_gridTitle = nullptr;
    OverlayViewer* m_viewer = nullptr;
    QLabel* m_words = nullptr;
    QPushButton* m_where = nullptr;
    ContributionBars* m_predicted = nullptr;
    ContributionBars* m_truth = nullptr;
    EmptyState* m_explanation = nullptr;
    std::shared_ptr<const HeadAnalysis> m_asked;
    int m_askedTruth = -2, m_askedPredicted = -2;
    qint64 m_askedRow = -2;
};

}  // namespace sparsescope::ui
