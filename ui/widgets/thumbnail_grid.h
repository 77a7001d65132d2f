// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/example_model.h"
#include "ui/shell/picture_cache.h"

#include <QListView>

namespace sparsescope::ui {

/// Pictures in rows, with captions. One click or arrow selects, Enter and double click open.
class ThumbnailGrid : public QListView
{
    Q_OBJECT
public:
    ThumbnailGrid(PictureCache& pictures, ExampleModel::Words words, QWidget* parent = nullptr);

    ExampleModel& examples() { return *m_model; }
    PictureCache& pictures() const { return m_pictures; }
    /// The least side of a picture; they grow to fill the row.
    void setTileSide(int side);
    int tileSide() const { return m_side; }
    void showRow(qint64 row);

signals:
    void rowSelected(qint64 row);
    void rowOpened(qint64 row);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    PictureCache& m_pictures;
    ExampleModel* m_model;
    void fitTiles();
    int m_least = 96;
    int m_side = 96;
    bool m_quiet = false;
};

}  // namespace sparsescope::ui
