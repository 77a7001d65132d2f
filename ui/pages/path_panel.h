// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QMenu;
class QPushButton;

namespace sparsescope::ui {

class ElidedLabel;
class PathPlot;

/// The path with its λ cursor, what stands under it, and the rules by which one head is chosen.
class PathPanel : public QWidget
{
    Q_OBJECT
public:
    explicit PathPanel(Workspace& workspace, QWidget* parent = nullptr);

private:
    QWidget* makeTop();
    QWidget* makeChooser();
    void makeSwitches(QWidget* parent, QHBoxLayout& row);
    void fillEarlier();
    void addEarlier(const KeptPath& path);
    void removeEarlier(const std::string& name);
    void showEarlier();
    void showComparison();
    void showPath();
    void showTitle();
    void showCursor();
    void showWork();
    void cursorReleased(int index);
    void ruleChanged();
    void showStoredRule();
    void useRule();
    void fitOrStop();

    Workspace& m_workspace;
    PathPlot* m_plot = nullptr;
    ElidedLabel* m_title = nullptr;
    ElidedLabel* m_readout = nullptr;
    QComboBox* m_rule = nullptr;
    QDoubleSpinBox* m_value = nullptr;
    QComboBox* m_measure = nullptr;
    QComboBox* m_axis = nullptr;
    QPushButton* m_earlier = nullptr;
    QMenu* m_earlierMenu = nullptr;
    QPushButton* m_use = nullptr;
    QPushButton* m_fit = nullptr;
};

}  // namespace sparsescope::ui
