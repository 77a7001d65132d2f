// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/sentence_list.h"

#include "ui/shell/theme.h"
#include "ui/widgets/row_style.h"
#include "ui/widgets/text_painting.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>

#include <cmath>

namespace sparsescope::ui {

namespace {

constexpr int mostLines = 2;

class SentenceDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        const int caption = QFontMetrics(sizedFont(option.font, TextSize::Small)).height();
        return {100, caption + mostLines * option.fontMetrics.height() + 2 * spaceBetween};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto* model = static_cast<const SentenceModel*>(index.model());
        const Sentence& sentence = model->at(index.row());
        const auto& t = tokens(option.palette);
        painter->save();
        paintRowState(*painter, option, true);
        const QRect inner = option.rect.adjusted(spaceBetween, spaceInside, -spaceBetween, -spaceInside);
        const QFont small = sizedFont(option.font, TextSize::Small);
        const int caption = QFontMetrics(small).height();
        painter->setFont(small);
        painter->setPen(t.muted);
        paintText(*painter, QRect(inner.topLeft(), QSize(inner.width(), caption)), Qt::AlignLeft | Qt::AlignVCenter, sentence.caption);
        painter->setPen(t.text);
        paintLines(*painter, option, sentence, inner.adjusted(0, caption, 0, 0));
        painter->restore();
    }

private:
    static void paintLines(QPainter& painter, const QStyleOptionViewItem& option, const Sentence& sentence, const QRect& room)
    {
        QTextLayout layout(sentence.text, option.font);
        QTextOption wrap;
        wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(wrap);
        QList<QTextLayout::FormatRange> formats;
        for (const SentenceMark& mark : sentence.marks)
            formats << QTextLayout::FormatRange{mark.begin, mark.length, markFormat(option.widget, mark.strength)};
        layout.setFormats(formats);
        layout.beginLayout();
        int end = 0;
        for (int number = 0; number < mostLines; ++number) {
            QTextLine line = layout.createLine();
            if (!line.isValid())
                break;
            line.setLineWidth(room.width());
            line.setPosition(QPointF(0, number * option.fontMetrics.height()));
            end = line.textStart() + line.textLength();
        }
        layout.endLayout();
        layout.draw(&painter, room.topLeft());
        if (end < sentence.text.size()) {
            painter.setPen(tokens(option.palette).muted);
            painter.drawText(room, Qt::AlignRight | Qt::AlignBottom, QStringLiteral("…"));
        }
    }
};

}  // namespace

QTextCharFormat markFormat(const QWidget* widget, double strength)
{
    const auto& t = tokens(widget);
    const QColor color = strength >= 0 ? t.positive : t.negative;
    QTextCharFormat format;
    format.setBackground(mixed(t.surface, color, 0.12 + 0.38 * std::abs(strength)));
    format.setUnderlineStyle(strength >= 0 ? QTextCharFormat::SingleUnderline : QTextCharFormat::DashUnderline);
    format.setUnderlineColor(color);
    return format;
}

SentenceList::SentenceList(const QString& accessibleName, QWidget* parent) : QListView(parent), m_model(new SentenceModel(this))
{
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setAccessibleName(accessibleName);
    setModel(m_model);
    setItemDelegate(new SentenceDelegate(this));
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (!m_quiet && current.isValid())
            emit idSelected(current.data(IdRole).toLongLong());
    });
    connect(this, &QListView::doubleClicked, this, [this](const QModelIndex& index) { emit idOpened(index.data(IdRole).toLongLong()); });
}

void SentenceList::showId(qint64 row)
{
    const auto found = m_model->match(m_model->index(0, 0), IdRole, row, 1, Qt::MatchExactly);
    m_quiet = true;
    if (found.isEmpty())
        selectionModel()->clear();
    else
        setCurrentIndex(found.front());
    m_quiet = false;
}

void SentenceList::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid())
        emit idOpened(currentIndex().data(IdRole).toLongLong());
    else
        QListView::keyPressEvent(event);
}

void SentenceList::changeEvent(QEvent* event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        scheduleDelayedItemsLayout();
}

}  // namespace sparsescope::ui
