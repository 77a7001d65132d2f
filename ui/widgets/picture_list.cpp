// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/picture_list.h"

#include "ui/models/roles.h"
#include "ui/widgets/picture_painting.h"

#include <QKeyEvent>

namespace sparsescope::ui {

PictureList::PictureList(PictureCache& pictures, QWidget* parent) : QListView(parent), m_pictures(pictures)
{
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setUniformItemSizes(true);
    setMouseTracking(true);
    new FadeTicker(pictures, viewport());
    connect(this, &QListView::doubleClicked, this,
            [this](const QModelIndex& index) { emit idOpened(index.data(IdRole).toLongLong()); });
}

void PictureList::setUp(QAbstractItemModel* model, QAbstractItemDelegate* delegate)
{
    setModel(model);
    setItemDelegate(delegate);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (!m_quiet && current.isValid())
            emit idSelected(current.data(IdRole).toLongLong());
    });
}

void PictureList::showId(qint64 id)
{
    const auto found = model()->match(model()->index(0, 0), IdRole, id, 1, Qt::MatchExactly);
    m_quiet = true;
    if (found.isEmpty())
        selectionModel()->clear();
    else
        setCurrentIndex(found.front());
    m_quiet = false;
}

void PictureList::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid())
        emit idOpened(currentIndex().data(IdRole).toLongLong());
    else
        QListView::keyPressEvent(event);
}

}  // namespace sparsescope::ui
