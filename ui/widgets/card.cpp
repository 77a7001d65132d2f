// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/card.h"

#include "ui/shell/theme.h"
#include "ui/widgets/text_painting.h"
#include "ui/shell/words.h"

#include <QPainter>

namespace sparsescope::ui {

namespace {

constexpr int inset = spaceBetween + spaceInside;
constexpr int radius = 6;

}  // namespace

Card::Card(const QString& title, const QString& words, QWidget* parent)
    : QAbstractButton(parent), m_title(title), m_words(words)
{
    setAccessibleName(title);
    setAccessibleDescription(words);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

int Card::heightForWidth(int width) const
{
    const QFontMetrics small(sizedFont(font(), TextSize::Small));
    const auto words = small.boundingRect(QRect(0, 0, width - 2 * inset, 1000), Qt::TextWordWrap, m_words);
    return fontMetrics().height() + spaceInside + words.height() + 2 * inset;
}

QSize Card::sizeHint() const
{
    const int width = maximumWidth() < QWIDGETSIZE_MAX ? maximumWidth() : 320;
    return {width, heightForWidth(width)};
}

void Card::resizeEvent(QResizeEvent* event)
{
    QAbstractButton::resizeEvent(event);
    setFixedHeight(heightForWidth(width()));
}

void Card::paintEvent(QPaintEvent*)
{
    const auto& t = tokens(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hot = isEnabled() && (underMouse() || hasFocus());
    painter.setPen(QPen(hot ? t.accent : t.line, 1));
    painter.setBrush(isDown() ? mixed(t.surface, t.accent, 0.12) : t.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    auto inner = rect().adjusted(inset, inset, -inset, -inset);
    painter.setFont(sizedFont(font(), TextSize::Body, true));
    painter.setPen(isEnabled() ? t.text : t.muted);
    paintText(painter, inner, Qt::AlignLeft | Qt::AlignTop, m_title);
    inner.setTop(inner.top() + painter.fontMetrics().height() + spaceInside);
    painter.setFont(sizedFont(font(), TextSize::Small));
    painter.setPen(t.muted);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_words);
}

}  // namespace sparsescope::ui
