// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"

namespace sparsescope::ui {

class ElidedLabel;
class EntryList;
class FeaturePopup;
class RecallPlot;
class TracePlot;

/// One class along the path: the weights of its features and its accuracy over the axis and with the cursor of the
/// path, and which feature enters when.
class ClassPathPage : public Page {
    Q_OBJECT
public:
    explicit ClassPathPage(Workspace& workspace, QWidget* parent = nullptr);

protected:
    void refresh() override;
    void hideEvent(QHideEvent* event) override;

private:
    /// All heads of the path, and one class's part of them.
    struct Along {
        std::shared_ptr<const PathAnalysis> path;
        ClassPathView view;
    };
    QWidget* makePlots();
    QWidget* makeEntries();
    bool upToDate() const;
    void request();
    void display(Along along);
    void showPoint(int point);
    void showHovered(int trace, int point, const QPoint& global);
    void cursorMoved(int point);
    void cursorReleased(int point);
    QString sentence() const;

    TracePlot* m_traces = nullptr;
    RecallPlot* m_recall = nullptr;
    ElidedLabel* m_title = nullptr;
    ElidedLabel* m_entriesTitle = nullptr;
    EntryList* m_entries = nullptr;
    FeaturePopup* m_popup = nullptr;
    Along m_along;
    std::shared_ptr<const AuditData> m_askedData;  ///< Data, names and class that were asked for last.
    std::shared_ptr<const HeadAnalysis> m_askedHead;
    int m_askedIndex = -1;
    int m_askedClass = -1;
};

}  // namespace sparsescope::ui
