// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/contribution_bars.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/text_painting.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr std::size_t mostParts = 24;  // the rest is one line, so that the bars still add up

}  // namespace

ContributionBars::ContributionBars(FeatureName featureName, QWidget* parent)
    : QAbstractScrollArea(parent), m_featureName(std::move(featureName))
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void ContributionBars::setExplanation(const QString& title, const LogitExplanation& explanation)
{
    m_title = title;
    m_explanation = explanation;
    setAccessibleName(title + ' ' + tr("logit %1").arg(signedNumber(explanation.logit)));
    build();
    measureNames();
    updateBars();
    viewport()->update();
}

void ContributionBars::build()
{
    m_lines.clear();
    double at = m_explanation.bias;
    m_lines.push_back({tr("bias"), 0, at, -1, false, tr("Bias %1").arg(signedNumber(at, 5))});
    const auto& parts = m_explanation.parts;
    for (std::size_t i = 0; i < std::min(mostParts, parts.size()); ++i) {
        const auto& part = parts[i];
        m_lines.push_back({m_featureName(part.feature), at, at + part.part, part.feature, false,
                           tr("%1\nweight %2 × standardised value %3 = %4")
                               .arg(m_featureName(part.feature), signedNumber(part.weight, 4),
                                    signedNumber(part.value, 3), signedNumber(part.part, 4))});
        at += part.part;
    }
    if (parts.size() > mostParts)
        m_lines.push_back({counted(static_cast<int>(parts.size() - mostParts), tr("more feature"), tr("more features")),
                           at,
                           m_explanation.logit,
                           -1,
                           false,
                           {}});
    m_lines.push_back(
        {tr("logit"), 0, m_explanation.logit, -1, true,
         tr("Logit %1, probability %2").arg(signedNumber(m_explanation.logit, 5), percent(m_explanation.probability))});
}

void ContributionBars::measureNames()
{
    m_nameWidth = 0;
    const QFontMetrics metrics(sizedFont(font(), TextSize::Body, true));
    for (const auto& line : m_lines)
        m_nameWidth = std::max(m_nameWidth, metrics.horizontalAdvance(line.name) + spaceInside);
}

QPair<double, double> ContributionBars::ownScale() const
{
    double lowest = 0, highest = 0;
    for (const auto& line : m_lines) {
        lowest = std::min({lowest, line.from, line.to});
        highest = std::max({highest, line.from, line.to});
    }
    return {lowest, highest};
}

void ContributionBars::setScale(double lowest, double highest)
{
    m_lowest = lowest;
    m_highest = std::max(highest, lowest + 1e-9);
    viewport()->update();
}

void ContributionBars::showFeature(int feature)
{
    m_feature = feature;
    viewport()->update();
}

int ContributionBars::lineHeight() const
{
    return fontMetrics().height() + spaceBetween;
}

void ContributionBars::updateBars()
{
    const int content = lineHeight() * static_cast<int>(m_lines.size() + 1) + spaceBetween;
    verticalScrollBar()->setRange(0, std::max(0, content - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(lineHeight());
}

void ContributionBars::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    const auto& t = tokens(this);
    painter.fillRect(viewport()->rect(), t.surface);
    if (m_lines.empty())
        return;
    painter.setLayoutDirection(Qt::LeftToRight);  // a plot is not mirrored
    painter.translate(0, -verticalScrollBar()->value());
    painter.setPen(t.text);
    painter.setFont(sizedFont(font(), TextSize::Body, true));
    const QRect head(spaceBetween, 0, viewport()->width() - 2 * spaceBetween, lineHeight());
    const auto share = percent(m_explanation.probability);
    const int room = head.width() - painter.fontMetrics().horizontalAdvance(share) - spaceBetween;
    paintText(painter, head, Qt::AlignVCenter | Qt::AlignRight, share);
    paintText(painter, QRect(head.topLeft(), QSize(room, head.height())), Qt::AlignVCenter | Qt::AlignLeft, m_title);
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        paintLine(painter, m_lines[i], QRect(0, lineHeight() * int(i + 1), viewport()->width(), lineHeight()));
    paintPinnedTotal(painter);
}

/// What it all adds up to stays in sight however long the list is.
void ContributionBars::paintPinnedTotal(QPainter& painter)
{
    const int bottom = verticalScrollBar()->value() + viewport()->height();
    if (bottom >= lineHeight() * int(m_lines.size() + 1))
        return;
    const QRect place(0, bottom - lineHeight(), viewport()->width(), lineHeight());
    painter.fillRect(place, tokens(this).surface);
    paintLine(painter, m_lines.back(), place);
}

void ContributionBars::paintLine(QPainter& painter, const Line& line, const QRect& place)
{
    const auto& t = tokens(this);
    if (line.feature >= 0 && line.feature == m_feature)
        painter.fillRect(place, mixed(t.surface, t.accent, 0.16));
    if (line.total) {
        painter.setPen(t.line);
        painter.drawLine(place.topLeft(), place.topRight());
    }
    const auto inner = place.adjusted(spaceBetween, 0, -spaceBetween, 0);
    painter.setFont(sizedFont(font(), TextSize::Body, line.total));
    const int number = painter.fontMetrics().horizontalAdvance(QStringLiteral("−00.00")) + spaceInside;
    const int name = std::min(m_nameWidth, (inner.width() - number) * 3 / 5);
    painter.setPen(line.feature < 0 && !line.total ? t.muted : t.text);
    paintText(painter, QRect(inner.left(), place.top(), name, place.height()), Qt::AlignVCenter | Qt::AlignLeft,
              line.name);
    const QRect area(inner.left() + name + spaceBetween, place.top(), inner.width() - name - number - spaceBetween,
                     place.height());
    const auto x = [&](double value) {
        return area.left() + qRound((value - m_lowest) / (m_highest - m_lowest) * area.width());
    };
    painter.fillRect(QRect(x(0), place.top(), 1, place.height()), mixed(t.surface, t.muted, 0.4));
    const int left = std::min(x(line.from), x(line.to));
    const int right = std::max(x(line.from), x(line.to));
    const auto color = line.to < line.from ? t.negative : t.positive;
    painter.fillRect(QRect(left, place.top() + 5, std::max(2, right - left), place.height() - 10),
                     line.total ? t.muted : color);
    painter.setPen(t.text);
    paintText(painter, QRect(inner.right() - number, place.top(), number, place.height()),
              Qt::AlignVCenter | Qt::AlignRight, signedNumber(line.to - line.from));
}

int ContributionBars::lineAt(const QPoint& position) const
{
    const int line = (position.y() + verticalScrollBar()->value()) / lineHeight() - 1;
    return line >= 0 && line < std::ssize(m_lines) ? line : -1;
}

void ContributionBars::select(int line)
{
    if (line < 0 || line >= std::ssize(m_lines) || m_lines[std::size_t(line)].feature < 0)
        return;
    showFeature(m_lines[std::size_t(line)].feature);
    emit featureSelected(m_feature);
}

void ContributionBars::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

void ContributionBars::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        select(lineAt(event->pos()));
}

void ContributionBars::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int line = lineAt(event->pos());
    if (line >= 0 && m_lines[std::size_t(line)].feature >= 0)
        emit featureOpened(m_lines[std::size_t(line)].feature);
}

bool ContributionBars::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int line = lineAt(help->pos());
    QToolTip::showText(help->globalPos(), line >= 0 ? plainTip(m_lines[std::size_t(line)].tip) : QString(), viewport());
    return true;
}

void ContributionBars::keyPressEvent(QKeyEvent* event)
{
    const auto at = std::find_if(m_lines.begin(), m_lines.end(),
                                 [this](const Line& l) { return l.feature >= 0 && l.feature == m_feature; });
    const int current = at == m_lines.end() ? 0 : static_cast<int>(at - m_lines.begin());
    if (event->key() == Qt::Key_Down)
        select(current + 1);
    else if (event->key() == Qt::Key_Up)
        select(current - 1);
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_feature >= 0)
        emit featureOpened(m_feature);
    else
        QAbstractScrollArea::keyPressEvent(event);
}

}  // namespace sparsescope::ui
