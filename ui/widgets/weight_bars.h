// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/weight_bar_model.h"
#include "ui/widgets/picture_list.h"

namespace sparsescope::ui {

/// A class's features as signed bars: positive to the right, negative to the left of one common axis, each with its
/// strongest pictures and the other classes that use it.
class WeightBars : public PictureList {
    Q_OBJECT
public:
    WeightBars(PictureCache& pictures, WeightBarModel::ClassName className, QWidget* parent = nullptr);

    WeightBarModel& bars() { return *m_model; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    WeightBarModel* m_model;
};

}  // namespace sparsescope::ui
