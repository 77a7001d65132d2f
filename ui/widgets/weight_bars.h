// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/weight_bar_model.h"
#include "ui/shell/picture_cache.h"

#include <QListView>

namespace sparsescope::ui {

/// A class's features as signed bars: positive to the right, negative to the left of one common axis, each with its
/// strongest pictures and the other classes that use it.
class WeightBars : public QListView
{
    Q_OBJECT
public:
    WeightBars(PictureCache& pictures, WeightBarModel::ClassName className, QWidget* parent = nullptr);

    WeightBarModel& bars() { return *m_model; }
    PictureCache& pictures() const { return m_pictures; }
    void showFeature(int feature);

signals:
    void featureSelected(int feature);
    void featureOpened(int feature);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    PictureCache& m_pictures;
    WeightBarModel* m_model;
    bool m_quiet = false;
};

}  // namespace sparsescope::ui
