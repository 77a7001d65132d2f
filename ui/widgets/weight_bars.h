// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/weight_bar_model.h"
#include "ui/widgets/picture_list.h"

namespace sparsescope::ui {

/// A class's features as signed bars: positive to the right, negative to the left of one common axis, each with its
/// strongest pictures and the other classes that use it; before them the picture rendered for the weight's sign, where there
/// is one.
class WeightBars : public PictureList {
    Q_OBJECT
public:
    WeightBars(PictureCache& pictures, WeightBarModel::ClassName className, QWidget* parent = nullptr);

    WeightBarModel& bars() { return *m_model; }
    const WeightBarModel& bars() const { return *m_model; }
    /// Where a row's rendered picture stands.
    static QRect renderedBox(const QRect& row);

signals:
    /// The mouse is over the rendered picture of a feature; −1: over none.
    void renderedHovered(int feature, const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    int renderedAt(const QPoint& position) const;

    WeightBarModel* m_model;
};

}  // namespace sparsescope::ui
