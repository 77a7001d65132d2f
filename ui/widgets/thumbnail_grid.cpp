// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/thumbnail_grid.h"

#include "ui/shell/theme.h"
#include "ui/widgets/text_painting.h"
#include "ui/widgets/picture_painting.h"

#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace sparsescope::ui {

namespace {

class TileDelegate : public QStyledItemDelegate {
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
        const PictureKey key{index.data(IdRole).toLongLong(), pictureSide(box, &m_grid),
                             index.data(ExampleModel::OverlayRole).toInt(), index.data(ExampleModel::PatchRole).toBool()};
        paintPicture(*painter, box, m_grid.pictures(), key, &m_grid);
        paintBadge(*painter, option, index.data(ExampleModel::BadgeRole).toString(), box);
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || (option.state & QStyle::State_MouseOver)) {
            painter->setPen(QPen(selected ? t.accent : mixed(t.surface, t.accent, 0.5), 2));
            painter->drawRect(box.adjusted(-1, -1, 1, 1));
        }
        paintCaption(*painter, option, index, box);
    }

private:
    /// In the corner: how many more rows the picture stands for.
    static void paintBadge(QPainter& painter, const QStyleOptionViewItem& option, const QString& text, const QRect& box)
    {
        if (text.isEmpty())
            return;
        painter.setFont(sizedFont(option.font, TextSize::Small, true));
        const auto& t = tokens(true);  // on a picture, whatever the theme
        const QFontMetrics metrics(painter.font());
        const int width = metrics.horizontalAdvance(text) + spaceBetween;
        const QRect place(box.right() - width - 2, box.top() + 3, width, metrics.height() + 2);
        QColor ground = t.window;
        ground.setAlpha(200);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(place, 4, 4);
        painter.setPen(t.text);
        painter.drawText(place, Qt::AlignCenter, text);
        painter.restore();
    }

    void paintCaption(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                      const QRect& box) const
    {
        const auto& t = tokens(&m_grid);
        const bool wrong = index.data(ExampleModel::WrongRole).toBool();
        painter.setFont(sizedFont(option.font, TextSize::Small));
        painter.setPen(wrong ? t.bad : t.muted);
        const auto text = (wrong ? QStringLiteral("✕ ") : QString()) + index.data().toString();
        const QRect line(box.left(), box.bottom() + 3, box.width(), painter.fontMetrics().height());
        paintText(painter, line, Qt::AlignCenter, text);
    }

    ThumbnailGrid& m_grid;
};

}  // namespace

ThumbnailGrid::ThumbnailGrid(PictureCache& pictures, ExampleModel::Words words, QWidget* parent)
    : PictureList(pictures, parent), m_model(new ExampleModel(std::move(words), this))
{
    setViewMode(QListView::IconMode);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setLayoutMode(QListView::Batched);
    setUp(m_model, new TileDelegate(this));
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

void ThumbnailGrid::changeEvent(QEvent* event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        scheduleDelayedItemsLayout();
}

}  // namespace sparsescope::ui
