// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/word_cloud.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/text_painting.h"

#include <QAccessible>
#include <QFontInfo>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sparsescope::ui {

namespace {

constexpr double smallest = 0.85;       ///< Of the body font, for the weakest word.
constexpr double largest = 2.6;
constexpr double leastScale = 0.45;     ///< Rather fewer words than smaller ones.
constexpr int mostCharacters = 28;
constexpr int stepsOfSpiral = 1400;

}  // namespace

WordCloudView::WordCloudView(Side side, QWidget* parent) : QWidget(parent), m_side(side)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QString WordCloudView::wordText(int word) const
{
    return shown(m_words[static_cast<std::size_t>(word)].text, mostCharacters);
}

void WordCloudView::setWords(std::vector<CloudWord> words, const QString& what)
{
    m_words = std::move(words);
    m_what = what;
    m_current = -1;
    QStringList names;
    for (int word = 0; word < static_cast<int>(std::min<std::size_t>(m_words.size(), 8)); ++word)
        names << wordText(word);
    setAccessibleName((m_side == Side::Raises ? tr("Words that raise %1") : tr("Words that lower %1")).arg(what));
    setAccessibleDescription(names.isEmpty() ? tr("none") : names.join(QStringLiteral(", ")));
    layOut();
    update();
}

QFont WordCloudView::fontOf(const CloudWord& word, double scale) const
{
    QFont result = font();
    const double size = (smallest + (largest - smallest) * std::clamp(word.size, 0.0, 1.0)) * scale;
    result.setPointSizeF(std::max(4.0, QFontInfo(font()).pointSizeF() * size));
    result.setWeight(word.size > 0.5 ? QFont::DemiBold : QFont::Normal);
    return result;
}

/// Along a spiral from the middle to the first free room, word after word. False where a word finds none.
bool WordCloudView::place(double scale)
{
    m_scale = scale;
    m_places.clear();
    const QRect room = rect().adjusted(spaceInside, spaceInside, -spaceInside, -spaceInside);
    const double ratio = std::max(0.2, double(room.height()) / std::max(1, room.width()));
    for (std::size_t word = 0; word < m_words.size(); ++word) {
        const QFontMetrics metrics(fontOf(m_words[word], scale));
        QRect box(0, 0, metrics.horizontalAdvance(wordText(static_cast<int>(word))) + spaceInside, metrics.height());
        bool found = false;
        for (int step = 0; step < stepsOfSpiral && !found; ++step) {
            const double angle = 0.35 * step;
            const double radius = room.width() * 0.5 * step / stepsOfSpiral;
            box.moveCenter(room.center() + QPoint(qRound(radius * std::cos(angle)), qRound(radius * ratio * std::sin(angle))));
            found = room.contains(box) && std::none_of(m_places.begin(), m_places.end(), [&](const QRect& other) { return other.intersects(box); });
        }
        if (!found)
            return false;
        m_places.push_back(box);
    }
    return true;
}

void WordCloudView::layOut()
{
    double scale = 1;
    while (!place(scale) && scale > leastScale)
        scale *= 0.88;
    if (m_current >= shownWords())
        m_current = -1;
}

void WordCloudView::paintWord(QPainter& painter, int word) const
{
    const auto& t = tokens(this);
    const QRect box = m_places[static_cast<std::size_t>(word)];
    if (word == m_current) {
        painter.fillRect(box, mixed(t.surface, t.accent, 0.18));
        if (hasFocus()) {
            painter.setPen(QPen(t.accent, 2));
            painter.drawRect(box);
        }
    }
    painter.setFont(fontOf(m_words[static_cast<std::size_t>(word)], m_scale));
    painter.setPen(m_side == Side::Raises ? t.positive : t.negative);
    const QString text = wordText(word);
    const int reading = text.isRightToLeft() ? Qt::TextForceRightToLeft : Qt::TextForceLeftToRight;
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine | Qt::TextDontClip | reading, text);
}

void WordCloudView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto& t = tokens(this);
    painter.fillRect(rect(), t.surface);
    if (m_words.empty()) {
        painter.setPen(t.muted);
        paintText(painter, rect().adjusted(spaceBetween, 0, -spaceBetween, 0), Qt::AlignCenter, tr("no words"));
        return;
    }
    for (int word = 0; word < shownWords(); ++word)
        paintWord(painter, word);
}

void WordCloudView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void WordCloudView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        layOut();
    update();
}

void WordCloudView::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    if (m_current < 0 && shownWords() > 0)
        setCurrent(0);
    update();
}

void WordCloudView::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

int WordCloudView::wordAt(const QPoint& position) const
{
    for (int word = 0; word < shownWords(); ++word)
        if (m_places[static_cast<std::size_t>(word)].contains(position))
            return word;
    return -1;
}

QString WordCloudView::tipOf(int word) const
{
    const CloudWord& one = m_words[static_cast<std::size_t>(word)];
    return tr("%1: %2 on average in %3").arg(wordText(word), signedNumber(one.mean, 3), counted(one.texts, tr("text"), tr("texts")));
}

void WordCloudView::setCurrent(int word)
{
    m_current = word;
    if (word >= 0) {
        setAccessibleDescription(tipOf(word));
        QAccessibleEvent told(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&told);
    }
    update();
}

void WordCloudView::showWord(const QString& word)
{
    const auto found = std::find_if(m_words.begin(), m_words.end(), [&](const CloudWord& one) { return one.text == word.toStdString(); });
    const auto index = static_cast<int>(found - m_words.begin());
    m_current = found != m_words.end() && index < shownWords() ? index : -1;
    update();
}

void WordCloudView::select(int word)
{
    if (word < 0 || word >= shownWords())
        return;
    setCurrent(word);
    emit wordSelected(QString::fromStdString(m_words[static_cast<std::size_t>(word)].text));
}

void WordCloudView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        select(wordAt(event->pos()));
}

void WordCloudView::mouseMoveEvent(QMouseEvent* event)
{
    setCursor(wordAt(event->pos()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void WordCloudView::keyPressEvent(QKeyEvent* event)
{
    const int last = shownWords() - 1;
    if (last < 0)
        return QWidget::keyPressEvent(event);
    if (event->key() == Qt::Key_Right || event->key() == Qt::Key_Down)
        setCurrent(std::min(m_current + 1, last));
    else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Up)
        setCurrent(std::max(m_current - 1, 0));
    else if (event->key() == Qt::Key_Home || event->key() == Qt::Key_End)
        setCurrent(event->key() == Qt::Key_Home ? 0 : last);
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        select(m_current);
    else
        QWidget::keyPressEvent(event);
}

bool WordCloudView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int word = wordAt(help->pos());
    QToolTip::showText(help->globalPos(), word >= 0 ? plainTip(tipOf(word)) : QString(), this);
    return true;
}

}  // namespace sparsescope::ui
