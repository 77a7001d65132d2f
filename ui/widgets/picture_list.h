// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/picture_cache.h"

#include <QListView>

namespace sparsescope::ui {

/// A list whose items a delegate paints with pictures: one click or arrow selects, Enter and double click open. Items
/// are told by their IdRole.
class PictureList : public QListView {
    Q_OBJECT
public:
    explicit PictureList(PictureCache& pictures, QWidget* parent = nullptr);

    PictureCache& pictures() const { return m_pictures; }
    /// Selects the item without telling anybody; none where no item has the id.
    void showId(qint64 id);

signals:
    void idSelected(qint64 id);
    void idOpened(qint64 id);

protected:
    /// Once, by the constructor of whoever inherits.
    void setUp(QAbstractItemModel* model, QAbstractItemDelegate* delegate);
    void keyPressEvent(QKeyEvent* event) override;

private:
    PictureCache& m_pictures;
    bool m_quiet = false;
};

}  // namespace sparsescope::ui
