// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/app_style.h"

#include "ui/shell/theme.h"
#include "ui/widgets/text_painting.h"

#include <QAbstractSpinBox>
#include <QDockWidget>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace sparsescope::ui {

namespace {

constexpr int scrollBarWidth = 10;
constexpr int shortestSlider = 28;
constexpr int arrowWidth = 7;

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

void paintPlain(QPainter& painter, const QStyleOption& option)
{
    const auto& t = tokens(option.palette);
    painter.fillRect(option.rect, t.surface);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.line);
}

/// A small triangle on the inner side of the title, so that the title stays above its column.
void paintSortArrow(QPainter& painter, const QStyleOptionHeader& header, const QRect& text, bool textRight)
{
    if (header.sortIndicator == QStyleOptionHeader::None)
        return;
    const int x = textRight ? text.left() - spaceInside - arrowWidth : text.right() + spaceInside;
    const double y = header.rect.center().y() + 0.5;
    const double tip = header.sortIndicator == QStyleOptionHeader::SortUp ? 2 : -2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens(header.palette).muted);
    painter.drawPolygon(
        QPolygonF({{double(x), y - tip}, {double(x + arrowWidth), y - tip}, {x + arrowWidth / 2.0, y + tip}}));
    painter.restore();
}

void paintHeader(QPainter& painter, const QStyleOptionHeader& header)
{
    paintPlain(painter, header);
    const auto inner = header.rect.adjusted(spaceBetween, 0, -spaceBetween, 0);
    const auto alignment = QStyle::visualAlignment(header.direction, header.textAlignment) | Qt::AlignVCenter;
    const auto place = painter.fontMetrics().boundingRect(inner, int(alignment), header.text) & inner;
    painter.setPen(tokens(header.palette).text);
    paintText(painter, inner, alignment, header.text);
    paintSortArrow(painter, header, place, alignment & Qt::AlignRight);
}

/// Flat, with the accent under the tab that is shown.
void paintTab(QPainter& painter, const QStyleOptionTab& tab)
{
    const auto& t = tokens(tab.palette);
    const bool selected = tab.state & QStyle::State_Selected;
    const bool below = tab.shape == QTabBar::RoundedSouth;
    const QRect edge(tab.rect.left(), below ? tab.rect.top() : tab.rect.bottom() - 1, tab.rect.width(), 2);
    if (!selected && (tab.state & QStyle::State_MouseOver))
        painter.fillRect(tab.rect, mixed(t.window, t.accent, 0.06));
    if (selected)
        painter.fillRect(edge, t.accent);
    if (tab.state & QStyle::State_HasFocus)
        painter.fillRect(tab.rect.adjusted(0, 0, 0, -2), mixed(t.window, t.accent, 0.12));
}

void paintTabTitle(QPainter& painter, const QStyleOptionTab& tab)
{
    const auto& t = tokens(tab.palette);
    painter.setPen(tab.state & QStyle::State_Selected ? t.text : t.muted);
    painter.drawText(tab.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextHideMnemonic, tab.text);
}

void paintProgress(QPainter& painter, const QStyleOptionProgressBar& bar)
{
    const auto& t = tokens(bar.palette);
    const bool unknown = bar.maximum <= bar.minimum;
    const double share = unknown ? 1 : double(bar.progress - bar.minimum) / (bar.maximum - bar.minimum);
    painter.fillRect(bar.rect, t.line);
    const QRect done(bar.rect.topLeft(), QSize(qRound(bar.rect.width() * share), bar.rect.height()));
    painter.fillRect(QStyle::visualRect(bar.direction, bar.rect, done),
                     unknown ? mixed(t.line, t.muted, 0.4) : t.muted);
}

/// One of the two small buttons of a dock; a grey that is legible on light and dark.
QIcon dockIcon(bool close)
{
    QIcon icon;
    for (const int scale : {1, 2, 3}) {
        QPixmap pixmap(12 * scale, 12 * scale);
        pixmap.setDevicePixelRatio(scale);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(mixed(tokens(false).muted, tokens(true).muted, 0.5), 1.4));
        if (close)
            painter.drawLines({QLineF(3, 3, 9, 9), QLineF(9, 3, 3, 9)});
        else
            painter.drawRect(QRectF(2.5, 2.5, 7, 7));
        icon.addPixmap(pixmap);
    }
    return icon;
}

}  // namespace

AppStyle::AppStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

int AppStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_HeaderMargin:
        return spaceBetween;
    case PM_ScrollBarExtent:
        return scrollBarWidth;
    case PM_ScrollBarSliderMin:
        return shortestSlider;
    case PM_SplitterWidth:
        return spaceBetween;
    case PM_TabBarTabShiftVertical:
        return 0;
    case PM_TabBarTabHSpace:
        return 3 * spaceBetween;
    case PM_TabBarTabVSpace:
        return spaceBetween + spaceInside;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return spaceBetween;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int AppStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const
{
    return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
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
    case SC_ScrollBarSlider:
        return slider;
    case SC_ScrollBarGroove:
        return bar->rect;
    case SC_ScrollBarSubPage:
        return upright ? QRect(bar->rect.topLeft(), QPoint(bar->rect.right(), slider.top() - 1))
                       : QRect(bar->rect.topLeft(), QPoint(slider.left() - 1, bar->rect.bottom()));
    case SC_ScrollBarAddPage:
        return upright ? QRect(QPoint(bar->rect.left(), slider.bottom() + 1), bar->rect.bottomRight())
                       : QRect(QPoint(slider.right() + 1, bar->rect.top()), bar->rect.bottomRight());
    default:
        return {};
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
    case CE_Header:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option))
            return paintHeader(*painter, *header);
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        return paintPlain(*painter, *option);
    case CE_TabBarTabShape:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option))
            return paintTab(*painter, *tab);
        break;
    case CE_TabBarTabLabel:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option))
            return paintTabTitle(*painter, *tab);
        break;
    case CE_ProgressBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option))
            return paintProgress(*painter, *bar);
        break;
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
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

QIcon AppStyle::standardIcon(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const
{
    if (qobject_cast<const QDockWidget*>(widget)
        && (which == SP_TitleBarCloseButton || which == SP_TitleBarNormalButton))
        return dockIcon(which == SP_TitleBarCloseButton);
    return QProxyStyle::standardIcon(which, option, widget);
}

void AppStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const
{
    if (element == PE_PanelMenuBar || element == PE_FrameStatusBarItem)
        return;
    if (element == PE_FrameTabBarBase) {
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          tokens(option->palette).line);
        return;
    }
    if (element == PE_IndicatorDockWidgetResizeHandle) {
        painter->fillRect(option->rect, tokens(option->palette).window);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

}  // namespace sparsescope::ui
