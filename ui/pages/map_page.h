// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/weight_map.h"
#include "ui/pages/page.h"

class QComboBox;
class QLabel;
class QScrollArea;
class QStackedWidget;
class QTabBar;

namespace sparsescope::ui {

class FlowView;
class HeatMap;

/// All weights of the head at once: as a map of classes by features, or as bands from a class's features to the classes
/// that use them.
class MapPage : public Page {
    Q_OBJECT
public:
    explicit MapPage(Workspace& workspace, QWidget* parent = nullptr);

    void showFlow(bool flow);
    bool showsFlow() const;

protected:
    void refresh() override;

private:
    QWidget* makeChoices();
    QWidget* makeViews();
    void connectMap();
    void connectFlow();
    void nameChoices();
    void followSelection();
    void requestMap();
    void requestFlow();
    void showMap(std::shared_ptr<const WeightMap> map);
    void showFlowView(WeightFlow flow);
    void showNumbers();
    /// A step that begins here: what is shown stays, only the marks move.
    void goFromHere(int klass, int feature, PageId page);

    QTabBar* m_kind = nullptr;
    QComboBox* m_order = nullptr;
    QComboBox* m_which = nullptr;       ///< All classes, or the relatives of one.
    QComboBox* m_from = nullptr;        ///< What the flow starts from.
    QLabel* m_flowTitle = nullptr;
    QStackedWidget* m_views = nullptr;
    HeatMap* m_map = nullptr;
    FlowView* m_flow = nullptr;
    std::shared_ptr<const WeightMap> m_shownMap;
    std::shared_ptr<const HeadAnalysis> m_asked, m_askedFlow;
    MapOptions m_askedOptions;
    FlowOptions m_askedFrom;
    int m_rootClass = -1;               ///< Class and feature that map and flow are about.
    int m_rootFeature = -1;
    bool m_fromHere = false;
};

}  // namespace sparsescope::ui
