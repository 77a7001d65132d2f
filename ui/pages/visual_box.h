// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"
#include "ui/widgets/empty_state.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace sparsescope::ui {

class ElidedLabel;
class FeaturePopup;
class RenderedView;

/// Pictures rendered for one feature, with each sign: what they reached, how they were made, and the controls to make
/// others. They appear and sharpen in place while they render. Where nothing can be rendered it says why.
class VisualBox : public EmptyState {
    Q_OBJECT
public:
    explicit VisualBox(Workspace& workspace, QWidget* parent = nullptr);

    /// Which feature it is about; −1: none. The example to start from is the one that is selected.
    void setFeature(int feature);
    /// What feature visualization is, in two sentences.
    static QString meaning();
    /// What the controls ask for.
    PictureWish wish(bool negative) const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Side {
        QCheckBox* wanted = nullptr;
        RenderedView* view = nullptr;
        QLabel* reached = nullptr;
        ElidedLabel* settings = nullptr;
        ElidedLabel* caution = nullptr;
    };
    QWidget* makeSide(bool negative);
    QLayout* makeControls(QWidget* parent);
    QLayout* makeSettings(QWidget* parent);
    Side& side(bool negative) { return m_sides[negative ? 1 : 0]; }
    const LiveRendering* liveOf(bool negative) const;
    const ShownRendering* shownOf(bool negative);
    void refresh();
    void refreshSide(bool negative);
    void showLive(Side& side, const LiveRendering& live);
    void showMade(Side& side, const ShownRendering& rendering);
    void showNothing(Side& side);
    void refreshControls();
    void act();
    void open(bool negative, int picture);
    void hover(bool negative, int picture, const QPoint& global);
    QString titleOf(bool negative) const;

    Workspace& m_workspace;
    int m_feature = -1;
    bool m_chosen = false;              ///< The controls were moved: they tell what is shown, else the best that is there.
    std::array<Side, 2> m_sides;
    FeaturePopup* m_popup = nullptr;
    QPushButton* m_render = nullptr;
    QComboBox* m_quality = nullptr;
    QComboBox* m_start = nullptr;
    QSpinBox* m_seed = nullptr;
    QToolButton* m_another = nullptr;
    QSpinBox* m_count = nullptr;
    QDoubleSpinBox* m_diversity = nullptr;
    QLabel* m_words = nullptr;
};

}  // namespace sparsescope::ui
