// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/app_style.h"

#include "ui/shell/theme.h"

#include <QAbstractSpinBox>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace sparsescope::ui {

namespace {

constexpr int scrollBarWidth = 10;
constexpr int shortestSlider = 28;

QRect sliderRect(const QStyleOptionSlider& bar)
{
    const bool upright = bar.orientation == Qt::Vertical;
    const int room = upright ? bar.rect.height() : bar.rect.width();
    const int range = bar.maximum - bar.minimum;
    const auto share = double(bar.pageStep) / std::max(1, range + bar.pageStep);
    const int length = range <= 0 ? room : std::clamp(int(room * share), std::min(shortestSlider, room), room);
    const int start =
        QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition, room - length, bar.upsideDown);
    return upright ? QRect(bar.rect.left(), bar.rect.top() + start, bar.rect.width(), length)
                   : QRect(bar.rect.left() + start, bar.rect.top(), length, bar.rect.height());
}

/// At the end of the section where the text does not stand.
QRect headerArrow(const QStyleOptionHeader& header)
{
    constexpr int side = 7;
    const bool textRight = header.textAlignment & Qt::AlignRight;
    const int x = textRight ? header.rect.left() + 1 : header.rect.right() - side - spaceInside;
    return {x, header.rect.center().y() - side / 2, side, side};
}

void paintScrollBar(QPainter& painter, const QStyleOptionSlider& bar)
{
    const auto& t = tokens(bar.palette);
    painter.fillRect(bar.rect, t.surface);
    if (bar.maximum <= bar.minimum)
        return;
    const bool held = (bar.state & QStyle::State_Sunken) || (bar.activeSubControls & QStyle::SC_ScrollBarSlider);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mixed(t.line, t.muted, held ? 0.6 : 0.25));
    painter.drawRoundedRect(QRectF(sliderRect(bar)).adjusted(2, 2, -2, -2), 3, 3);
    painter.restore();
}

void paintHeader(QPainter& painter, const QStyleOption& option)
{
    const auto& t = tokens(option.palette);
    painter.fillRect(option.rect, t.surface);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.line);
}

}  // namespace

AppStyle::AppStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

int AppStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_HeaderMargin: return spaceBetween;
    case PM_ScrollBarExtent: return scrollBarWidth;
    case PM_ScrollBarSliderMin: return shortestSlider;
    case PM_SplitterWidth: return spaceBetween;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return spaceBetween;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

QSize AppStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                 const QWidget* widget) const
{
    auto result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_PushButton)
        result = QSize(std::max(result.width(), size.width() + 3 * spaceBetween), result.height() + spaceInside);
    if (type == CT_LineEdit || type == CT_ComboBox)
        result.setHeight(result.height() + spaceInside);
    if (type == CT_ComboBox)
        result.setWidth(result.width() + spaceBetween);
    return result;
}

QRect AppStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const auto rect = QProxyStyle::subElementRect(element, option, widget);
    const bool inSpinBox = widget && qobject_cast<QAbstractSpinBox*>(widget->parentWidget());
    if (element == SE_LineEditContents && !inSpinBox)
        return rect.adjusted(spaceInside, 0, -spaceInside, 0);
    if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option); header && element == SE_HeaderArrow)
        return headerArrow(*header);
    return rect;
}

QRect AppStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                               const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || !bar)
        return QProxyStyle::subControlRect(control, option, part, widget);
    const auto slider = sliderRect(*bar);
    const bool upright = bar->orientation == Qt::Vertical;
    switch (part) {
    case SC_ScrollBarSlider: return slider;
    case SC_ScrollBarGroove: return bar->rect;
    case SC_ScrollBarSubPage:
        return upright ? QRect(bar->rect.topLeft(), QPoint(bar->rect.right(), slider.top() - 1))
                       : QRect(bar->rect.topLeft(), QPoint(slider.left() - 1, bar->rect.bottom()));
    case SC_ScrollBarAddPage:
        return upright ? QRect(QPoint(bar->rect.left(), slider.bottom() + 1), bar->rect.bottomRight())
                       : QRect(QPoint(slider.right() + 1, bar->rect.top()), bar->rect.bottomRight());
    default: return {};
    }
}

void AppStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                  const QWidget* widget) const
{
    if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option); control == CC_ScrollBar && bar)
        return paintScrollBar(*painter, *bar);
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void AppStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                           const QWidget* widget) const
{
    const auto& t = tokens(option->palette);
    switch (element) {
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: return paintHeader(*painter, *option);
    case CE_Splitter:
        painter->fillRect(option->rect, t.surface);
        return;
    case CE_ToolBar:
        painter->fillRect(option->rect, t.window);
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.line);
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, t.window);
        return;
    default: QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void AppStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const
{
    if (element == PE_PanelMenuBar || element == PE_FrameStatusBarItem)
        return;
    if (element == PE_IndicatorDockWidgetResizeHandle) {
        painter->fillRect(option->rect, tokens(option->palette).window);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

}  // namespace sparsescope::ui
