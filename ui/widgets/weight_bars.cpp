// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/weight_bars.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/text_painting.h"
#include "ui/widgets/picture_painting.h"
#include "ui/widgets/row_style.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr int thumbSide = 44;
constexpr int thumbs = 3;
constexpr int narrow = 400;     ///< Pixels of a row from which on all of them fit beside words and bar.
constexpr int cornerSide = 13;
constexpr int barHeight = 14;
constexpr double stableShare = 0.8;  ///< Of the draws, with the same sign.
constexpr double shakyShare = 0.5;

class BarDelegate : public QStyledItemDelegate {
public:
    explicit BarDelegate(WeightBars* view) : QStyledItemDelegate(view), m_view(*view) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {280, std::max(thumbSide, 2 * option.fontMetrics.height() + spaceInside) + 2 * spaceBetween};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens(&m_view);
        painter->setLayoutDirection(Qt::LeftToRight);  // a plot is not mirrored
        paintRowState(*painter, option, true);
        painter->setPen(t.line);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        const auto inner = option.rect.adjusted(spaceAround, spaceBetween, -spaceAround, -spaceBetween);
        const bool rendered = m_view.bars().anyRendered();
        if (rendered)
            paintRendered(*painter, option, index);
        const QRect pictures = inner.adjusted(rendered ? thumbSide + spaceBetween : 0, 0, 0, 0);
        paintThumbs(*painter, pictures, index);
        const QRect rest = pictures.adjusted(thumbsIn(pictures) * (thumbSide + spaceInside) + spaceBetween, 0, 0, 0);
        const int nameWidth = std::clamp(rest.width() * 2 / 5, 90, 240);
        paintWords(*painter, option, index, rest, nameWidth);
        paintBar(*painter, option, index, rest.adjusted(nameWidth + spaceAround, 0, 0, -rest.height() / 2));
    }

private:
    static int thumbsIn(const QRect& inner) { return inner.width() < narrow ? 1 : thumbs; }

    /// With the sign that it was rendered for in its corner.
    void paintRendered(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
    {
        const auto& t = tokens(&m_view);
        const QRect box = WeightBars::renderedBox(option.rect);
        const auto picture = index.data(WeightBarModel::RenderedRole).value<QImage>();
        if (picture.isNull()) {
            painter.setPen(QPen(t.line, 1, Qt::DotLine));
            painter.drawRect(box.adjusted(0, 0, -1, -1));
            return;
        }
        painter.save();
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(box, picture);
        painter.restore();
        const bool negative = index.data(WeightBarModel::WeightRole).toDouble() < 0;
        const QRect corner(box.left(), box.bottom() - cornerSide + 1, cornerSide, cornerSide);
        painter.fillRect(corner, t.surface);
        painter.setFont(sizedFont(option.font, TextSize::Small, true));
        painter.setPen(negative ? t.negative : t.positive);
        painter.drawText(corner, Qt::AlignCenter, negative ? QStringLiteral("−") : QStringLiteral("+"));
    }

    void paintThumbs(QPainter& painter, const QRect& inner, const QModelIndex& index) const
    {
        const auto rows = index.data(WeightBarModel::BestRowsRole).value<QList<qint64>>();
        for (int i = 0; i < std::min<int>(thumbsIn(inner), rows.size()); ++i) {
            const QRect box(inner.left() + i * (thumbSide + spaceInside), inner.center().y() - thumbSide / 2, thumbSide,
                            thumbSide);
            paintPicture(painter, box, m_view.pictures(), {rows[i], pictureSide(box, &m_view), -1}, &m_view);
        }
    }

    void paintWords(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index, const QRect& rest,
                    int nameWidth) const
    {
        const auto& t = tokens(&m_view);
        const QRect upper(rest.left(), rest.top(), nameWidth, rest.height() / 2);
        QRect lower(rest.left(), rest.top() + rest.height() / 2, rest.width(), rest.height() / 2);
        paintStability(painter, option, index, lower);
        painter.setFont(sizedFont(option.font, TextSize::Body, true));
        painter.setPen(t.text);
        paintText(painter, upper, Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
        painter.setFont(sizedFont(option.font, TextSize::Small));
        painter.setPen(t.muted);
        paintText(painter, lower, Qt::AlignVCenter | Qt::AlignLeft, index.data(WeightBarModel::AlsoRole).toString());
    }

    /// "● 96 %" at the right end, which it takes from `line`.
    void paintStability(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index, QRect& line) const
    {
        const auto share = index.data(WeightBarModel::StabilityRole);
        if (!share.isValid())
            return;
        const auto& t = tokens(&m_view);
        const double found = share.toDouble();
        const bool stable = found >= stableShare;
        const auto shape = stable ? QStringLiteral("●") : found >= shakyShare ? QStringLiteral("◐") : QStringLiteral("○");
        auto words = WeightBars::tr("%1 in %2 % of draws").arg(shape).arg(qRound(found * 100));
        if (const double sign = index.data(WeightBarModel::SignRole).toDouble(); sign < 0.995)
            words += WeightBars::tr(", sign in %1 %").arg(qRound(sign * 100));
        painter.setFont(sizedFont(option.font, TextSize::Small));
        const int width = painter.fontMetrics().horizontalAdvance(words) + 2;
        painter.setPen(stable ? t.good : found >= shakyShare ? t.warn : t.bad);
        paintText(painter, QRect(line.right() - width, line.top(), width, line.height()), Qt::AlignVCenter | Qt::AlignRight, words);
        line.setRight(line.right() - width - spaceBetween);
    }

    void paintBar(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                  const QRect& area) const
    {
        const auto& t = tokens(&m_view);
        const auto range = index.data(WeightBarModel::ScaleRole).value<QPair<double, double>>();
        const double weight = index.data(WeightBarModel::WeightRole).toDouble();
        painter.setFont(sizedFont(option.font, TextSize::Body));
        const int number = painter.fontMetrics().horizontalAdvance(QStringLiteral("−00.00")) + spaceBetween;
        const int left = range.first > 0 ? number : 0;
        const int right = range.second > 0 ? number : 0;
        const double scale =
            std::max(1.0, double(area.width() - left - right)) / std::max(1e-12, range.first + range.second);
        const int zero = area.left() + left + qRound(range.first * scale);
        const int length = std::max(1, qRound(std::abs(weight) * scale));
        const bool negative = weight < 0;
        const QRect bar(negative ? zero - length : zero, area.center().y() - barHeight / 2, length, barHeight);
        painter.fillRect(bar, negative ? t.negative : t.positive);
        painter.setPen(mixed(t.surface, t.muted, 0.7));
        painter.drawLine(zero, area.top(), zero, area.bottom());
        painter.setPen(t.text);
        const QRect text = negative ? QRect(bar.left() - number, area.top(), number - spaceInside, area.height())
                                    : QRect(bar.right() + spaceInside, area.top(), number, area.height());
        paintText(painter, text, Qt::AlignVCenter | (negative ? Qt::AlignRight : Qt::AlignLeft), signedNumber(weight));
    }

    WeightBars& m_view;
};

}  // namespace

WeightBars::WeightBars(PictureCache& pictures, WeightBarModel::ClassName className, QWidget* parent)
    : PictureList(pictures, parent), m_model(new WeightBarModel(std::move(className), this))
{
    setAccessibleName(tr("Features of the class, largest weight first"));
    setUp(m_model, new BarDelegate(this));
}

QRect WeightBars::renderedBox(const QRect& row)
{
    const auto inner = row.adjusted(spaceAround, spaceBetween, -spaceAround, -spaceBetween);
    return {inner.left(), inner.center().y() - thumbSide / 2, thumbSide, thumbSide};
}

int WeightBars::renderedAt(const QPoint& position) const
{
    const auto index = indexAt(position);
    if (!index.isValid() || !renderedBox(visualRect(index)).contains(position) || index.data(WeightBarModel::RenderedRole).value<QImage>().isNull())
        return -1;
    return index.data(IdRole).toInt();
}

void WeightBars::mouseMoveEvent(QMouseEvent* event)
{
    PictureList::mouseMoveEvent(event);
    emit renderedHovered(renderedAt(event->position().toPoint()), event->globalPosition().toPoint());
}

bool WeightBars::viewportEvent(QEvent* event)
{
    // Where the picture is enlarged a tooltip would lie on it.
    if (event->type() == QEvent::ToolTip && renderedAt(static_cast<QHelpEvent*>(event)->pos()) >= 0)
        return true;
    return PictureList::viewportEvent(event);
}

void WeightBars::leaveEvent(QEvent* event)
{
    PictureList::leaveEvent(event);
    emit renderedHovered(-1, {});
}

void WeightBars::hideEvent(QHideEvent* event)
{
    PictureList::hideEvent(event);
    emit renderedHovered(-1, {});
}

void WeightBars::paintEvent(QPaintEvent* event)
{
    PictureList::paintEvent(event);
    if (m_model->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(tokens(this).muted);
    painter.drawText(viewport()->rect().adjusted(spaceAround, spaceAround, -spaceAround, -spaceAround),
                     Qt::AlignCenter | Qt::TextWordWrap,
                     tr("At this point of the path no feature is used for the class: its bias alone decides. "
                        "Move the λ cursor to the right for more features."));
}

}  // namespace sparsescope::ui
