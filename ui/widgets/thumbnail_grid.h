// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/example_model.h"
#include "ui/widgets/picture_list.h"

namespace sparsescope::ui {

/// Pictures in rows, with captions.
class ThumbnailGrid : public PictureList {
    Q_OBJECT
public:
    ThumbnailGrid(PictureCache& pictures, ExampleModel::Words words, QWidget* parent = nullptr);

    ExampleModel& examples() { return *m_model; }
    /// The least side of a picture; they grow to fill the row.
    void setTileSide(int side);
    int tileSide() const { return m_side; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitTiles();

    ExampleModel* m_model;
    int m_least = 96;
    int m_side = 96;
};

}  // namespace sparsescope::ui
