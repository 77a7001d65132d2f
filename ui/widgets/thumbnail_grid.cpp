// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/thumbnail_grid.h"

#include "ui/shell/theme.h"
#include "ui/widgets/picture_painting.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace sparsescope::ui {

namespace {

class TileDelegate : public QStyledItemDelegate
{
public:
    explicit TileDelegate(ThumbnailGrid* grid) : QStyledItemDelegate(grid), m_grid(*grid) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        const int caption = QFontMetrics(sizedFont(option.font, TextSize::Small)).height();
        return {m_grid.tileSide() + spaceBetween, m_grid.tileSide() + caption + spaceBetween + spaceInside};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens(&m_grid);
        const QRect box(option.rect.left() + spaceInside, option.rect.top() + spaceInside, m_grid.tileSide(),
                        m_grid.tileSide());
        const PictureKey key{index.data(ExampleModel::RowRole).toLongLong(), pictureSide(box, &m_grid),
                             index.data(ExampleModel::OverlayRole).toInt()};
        paintPicture(*painter, box, m_grid.pictures(), key, &m_grid);
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || (option.state & QStyle::State_MouseOver)) {
            painter->setPen(QPen(selected ? t.accent : mixed(t.surface, t.accent, 0.5), 2));
            painter->drawRect(box.adjusted(-1, -1, 1, 1));
        }
        paintCaption(*painter, option, index, box);
    }

private:
    void paintCaption(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                      const QRect& box) const
    {
        const auto& t = tokens(&m_grid);
        const bool wrong = index.data(ExampleModel::WrongRole).toBool();
        painter.setFont(sizedFont(option.font, TextSize::Small));
        painter.setPen(wrong ? t.bad : t.muted);
        const auto text = (wrong ? QStringLiteral("✕ ") : QString()) + index.data().toString();
        const QRect line(box.left(), box.bottom() + 3, box.width(), painter.fontMetrics().height());
        painter.drawText(line, Qt::AlignCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
    }

    ThumbnailGrid& m_grid;
};

}  // namespace

ThumbnailGrid::ThumbnailGrid(PictureCache& pictures, ExampleModel::Words words, QWidget* parent)
    : QListView(parent), m_pictures(pictures), m_model(new ExampleModel(std::move(words), this))
{
    setModel(m_model);
    setItemDelegate(new TileDelegate(this));
    setViewMode(QListView::IconMode);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true);
    setLayoutMode(QListView::Batched);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    new FadeTicker(pictures, viewport());
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (!m_quiet && current.isValid())
            emit rowSelected(current.data(ExampleModel::RowRole).toLongLong());
    });
    connect(this, &QListView::doubleClicked, this,
            [this](const QModelIndex& index) { emit rowOpened(index.data(ExampleModel::RowRole).toLongLong()); });
}

void ThumbnailGrid::setTileSide(int side)
{
    m_least = side;
    fitTiles();
}

void ThumbnailGrid::fitTiles()
{
    // The scroll bar's width is always left free, so that its coming and going moves nothing.
    const int room = width() - 2 * frameWidth() - verticalScrollBar()->sizeHint().width() - 2;
    const int columns = std::max(1, room / (m_least + spaceBetween));
    m_side = std::max(m_least, room / columns - spaceBetween);
    scheduleDelayedItemsLayout();
}

void ThumbnailGrid::resizeEvent(QResizeEvent* event)
{
    fitTiles();
    QListView::resizeEvent(event);
}

void ThumbnailGrid::showRow(qint64 row)
{
    const int at = m_model->indexOfRow(row);
    m_quiet = true;
    if (at >= 0)
        setCurrentIndex(m_model->index(at));
    else
        selectionModel()->clear();
    m_quiet = false;
}

void ThumbnailGrid::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid())
        emit rowOpened(currentIndex().data(ExampleModel::RowRole).toLongLong());
    else
        QListView::keyPressEvent(event);
}

void ThumbnailGrid::changeEvent(QEvent* event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        scheduleDelayedItemsLayout();
}

}  // namespace sparsescope::ui
