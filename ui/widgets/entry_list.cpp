// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/entry_list.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/picture_painting.h"
#include "ui/widgets/row_style.h"
#include "ui/widgets/text_painting.h"

#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr int thumbSide = 36;

class EntryDelegate : public QStyledItemDelegate {
public:
    explicit EntryDelegate(EntryList* view) : QStyledItemDelegate(view), m_view(*view) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {200, std::max(thumbSide, 2 * option.fontMetrics.height()) + 2 * spaceInside + 1};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens(&m_view);
        paintRowState(*painter, option, true);
        painter->setPen(t.line);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        const auto inner = option.rect.adjusted(spaceBetween, spaceInside, -spaceBetween, -spaceInside);
        const double weight = index.data(EntryModel::WeightRole).toDouble();
        const QRect box(inner.left(), inner.center().y() - thumbSide / 2, thumbSide, thumbSide);
        const auto row = index.data(EntryModel::BestRowRole).toLongLong();
        if (row >= 0)
            paintPicture(*painter, box, m_view.pictures(), {row, pictureSide(box, &m_view), -1}, &m_view);
        const auto figure = weight != 0 ? signedNumber(weight) : QStringLiteral("–");
        painter->setFont(sizedFont(option.font, TextSize::Body));
        const int room = painter->fontMetrics().horizontalAdvance(QStringLiteral("−00.00"));
        const QRect words = inner.adjusted(thumbSide + spaceBetween, 0, -room - spaceBetween, 0);
        painter->setPen(weight == 0 ? t.muted : weight < 0 ? t.negative : t.positive);
        paintText(*painter, QRect(inner.right() - room, inner.top(), room, inner.height()),
                  Qt::AlignVCenter | Qt::AlignRight, figure);
        painter->setFont(sizedFont(option.font, TextSize::Body, weight != 0));
        painter->setPen(weight != 0 ? t.text : t.muted);
        paintText(*painter, QRect(words.left(), words.top(), words.width(), words.height() / 2),
                  Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
        painter->setFont(sizedFont(option.font, TextSize::Small));
        painter->setPen(t.muted);
        paintText(*painter, QRect(words.left(), words.top() + words.height() / 2, words.width(), words.height() / 2),
                  Qt::AlignVCenter | Qt::AlignLeft, index.data(EntryModel::EntryRole).toString());
    }

private:
    EntryList& m_view;
};

}  // namespace

EntryList::EntryList(PictureCache& pictures, QWidget* parent) : PictureList(pictures, parent), m_model(new EntryModel(this))
{
    setAccessibleName(tr("Features of the class in the order in which they enter"));
    setUp(m_model, new EntryDelegate(this));
}

}  // namespace sparsescope::ui
