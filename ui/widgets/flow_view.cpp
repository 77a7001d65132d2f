// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/flow_view.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/picture_painting.h"
#include "ui/widgets/text_painting.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparsescope::ui {

namespace {

constexpr int thumbSide = 34;
constexpr int barWidth = 8;
constexpr int nodeGap = 6;
constexpr double narrowest = 1.5;   ///< Of a band, in pixels.
constexpr double forSign = 11;      ///< Width from which a band carries its + or −.

}  // namespace

FlowView::FlowView(PictureCache& pictures, QWidget* parent) : QWidget(parent), m_pictures(pictures)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Features and the classes they speak for or against"));
    new FadeTicker(pictures, this);
}

void FlowView::setFlow(WeightFlow flow, bool withPictures)
{
    m_flow = std::move(flow);
    m_withPictures = withPictures;
    m_hovered = {};
    m_trouble.clear();
    arrange();
    updateGeometry();
    update();
}

void FlowView::showSelected(int klass, int feature)
{
    m_klass = klass;
    m_feature = feature;
    update();
}

int FlowView::nodeHeight(bool left) const
{
    const int line = fontMetrics().height();
    return left && m_withPictures ? std::max(thumbSide, line) + 2 : line + spaceInside;
}

QSize FlowView::minimumSizeHint() const
{
    const auto height = [this](bool left, std::size_t nodes) { return static_cast<int>(nodes) * (nodeHeight(left) + nodeGap); };
    const int nodes = std::max(height(true, m_flow.features.size()), height(false, m_flow.classes.size()));
    return {420, nodes + 3 * fontMetrics().height() + 2 * spaceAround};
}

/// Rows one below the other, as high as their bands or their words need, and all of them in the middle.
void FlowView::stack(bool left, double scale)
{
    auto& nodes = left ? m_features : m_classes;
    const double footer = fontMetrics().height() + spaceAround;
    const std::size_t count = left ? m_flow.features.size() : m_flow.classes.size();
    const auto sumOf = [&](std::size_t i) { return left ? m_flow.features[i].sum : m_flow.classes[i].sum; };
    std::vector<double> heights;
    for (std::size_t i = 0; i < count; ++i)
        heights.push_back(std::max<double>(nodeHeight(left), sumOf(i) * scale));
    const double all = std::accumulate(heights.begin(), heights.end(), 0.0) + double(nodeGap) * double(count);
    double y = spaceBetween + std::max(0.0, (height() - footer - spaceBetween - all) / 2);
    const double names = std::clamp(width() * 0.3, 120.0, 300.0);
    nodes.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const double bands = std::max(2.0, sumOf(i) * scale);
        const double bar = left ? spaceAround + names : width() - spaceAround - names - barWidth;
        nodes.push_back({QRectF(left ? spaceAround : bar, y, names + barWidth, heights[i]),
                         QRectF(bar, y + (heights[i] - bands) / 2, barWidth, bands)});
        y += heights[i] + nodeGap;
    }
}

/// One scale for all bands: as wide as the fuller side allows.
void FlowView::arrange()
{
    const auto scaleOf = [this](bool left, const auto& nodes) {
        double sum = 0;
        for (const auto& node : nodes)
            sum += node.sum;
        const double room = height() - fontMetrics().height() - spaceAround - spaceBetween - double(nodeGap) * double(nodes.size());
        // Rows of words take their height whatever the bands are: half of what is left of the room, at least.
        const double free = std::max(room - 0.6 * double(nodeHeight(left)) * double(nodes.size()), 0.25 * room);
        return sum > 0 ? std::max(free, 24.0) / sum : 1.0;
    };
    const double scale = std::min(scaleOf(true, m_flow.features), scaleOf(false, m_flow.classes));
    stack(true, scale);
    stack(false, scale);
    std::vector<double> leaving, arriving;
    for (const auto& node : m_features)
        leaving.push_back(node.bar.top());
    for (const auto& node : m_classes)
        arriving.push_back(node.bar.top());
    m_bands.clear();
    m_widths.clear();
    for (const auto& band : m_flow.bands) {
        const double wide = std::abs(band.weight) * scale, drawn = std::max(narrowest, wide);
        double& from = leaving[std::size_t(band.feature)];
        double& to = arriving[std::size_t(band.klass)];
        const double x0 = m_features[std::size_t(band.feature)].bar.right(), x1 = m_classes[std::size_t(band.klass)].bar.left();
        const double middle = (x0 + x1) / 2;
        QPainterPath path(QPointF(x0, from));
        path.cubicTo(middle, from, middle, to, x1, to);
        path.lineTo(x1, to + drawn);
        path.cubicTo(middle, to + drawn, middle, from + drawn, x0, from + drawn);
        path.closeSubpath();
        m_bands.push_back(path);
        m_widths.push_back(drawn);
        from += wide;
        to += wide;
    }
}

QPoint FlowView::placeOn(int band) const
{
    const auto& path = m_bands[std::size_t(band)];
    return QPointF(path.elementAt(0).x + 6, path.elementAt(0).y + m_widths[std::size_t(band)] / 2).toPoint();
}

FlowView::Hit FlowView::hitAt(const QPoint& position) const
{
    Hit hit;
    for (std::size_t i = 0; i < m_features.size(); ++i)
        if (m_features[i].row.contains(position))
            hit.feature = static_cast<int>(i);
    for (std::size_t i = 0; i < m_classes.size(); ++i)
        if (m_classes[i].row.contains(position))
            hit.klass = static_cast<int>(i);
    if (hit.any())
        return hit;
    // The narrowest band under the mouse: a wide one can be met elsewhere.
    const QRectF near(QPointF(position) - QPointF(2, 2), QSizeF(4, 4));
    for (std::size_t i = 0; i < m_bands.size(); ++i)
        if (m_bands[i].intersects(near) && (hit.band < 0 || m_widths[i] < m_widths[std::size_t(hit.band)]))
            hit.band = static_cast<int>(i);
    return hit;
}

QString FlowView::bandWords(int band) const
{
    const auto& of = m_flow.bands[std::size_t(band)];
    const auto& feature = m_flow.features[std::size_t(of.feature)];
    return tr("%1 gives %2 to %3").arg(featureTitle(feature.feature, feature.name), signedNumber(of.weight, 3),
                                       shown(m_flow.classes[std::size_t(of.klass)].name, 60));
}

QString FlowView::wordsOf(const Hit& hit) const
{
    if (hit.band >= 0)
        return bandWords(hit.band);
    if (hit.feature >= 0) {
        const auto& feature = m_flow.features[std::size_t(hit.feature)];
        return tr("%1, used by %2").arg(featureTitle(feature.feature, feature.name), counted(feature.classes, tr("class"), tr("classes")));
    }
    return hit.klass >= 0 ? shown(m_flow.classes[std::size_t(hit.klass)].name) : QString();
}

bool FlowView::touches(const Hit& hit, const WeightFlow::Band& band) const
{
    if (hit.band >= 0)
        return &m_flow.bands[std::size_t(hit.band)] == &band;
    return hit.feature >= 0 ? band.feature == hit.feature : band.klass == hit.klass;
}

QString FlowView::leftOut() const
{
    QStringList parts;
    if (m_flow.moreFeatures > 0)
        parts << counted(m_flow.moreFeatures, tr("feature"), tr("features"));
    if (m_flow.moreClasses > 0)
        parts << counted(m_flow.moreClasses, tr("class"), tr("classes"));
    if (m_flow.moreBands > 0)
        parts << counted(m_flow.moreBands, tr("narrower band"), tr("narrower bands"));
    return parts.isEmpty() ? QString() : tr("and %1 more").arg(parts.join(tr(", ")));
}

void FlowView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintAll(painter);
}

void FlowView::paintAll(QPainter& painter)
{
    painter.fillRect(rect(), tokens(this).surface);
    painter.setLayoutDirection(Qt::LeftToRight);  // a plot is not mirrored
    painter.setRenderHint(QPainter::Antialiasing);
    paintBands(painter);
    for (std::size_t i = 0; i < m_features.size(); ++i)
        paintFeature(painter, static_cast<int>(i));
    for (std::size_t i = 0; i < m_classes.size(); ++i)
        paintClass(painter, static_cast<int>(i));
    paintFooter(painter);
}

/// The widest at the bottom; what the mouse is on stands out, everything else steps back.
void FlowView::paintBands(QPainter& painter)
{
    std::vector<int> order(m_bands.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, std::greater{}, [this](int band) { return m_widths[std::size_t(band)]; });
    for (const bool meant : {false, true})
        for (const int band : order) {
            const bool touched = m_hovered.any() && touches(m_hovered, m_flow.bands[std::size_t(band)]);
            if (touched == meant)
                paintBand(painter, band, touched ? 0.85 : m_hovered.any() ? 0.12 : 0.42);
        }
}

void FlowView::paintBand(QPainter& painter, int band, double opacity)
{
    const auto& t = tokens(this);
    const auto& of = m_flow.bands[std::size_t(band)];
    const auto& path = m_bands[std::size_t(band)];
    const auto sign = of.weight < 0 ? t.negative : t.positive;
    painter.setBrush(mixed(t.surface, sign, opacity));
    QPen edge(mixed(t.surface, sign, std::min(1.0, opacity + 0.25)), 1);
    if (of.weight < 0)
        edge.setDashPattern({3, 3});
    painter.setPen(edge);
    painter.setOpacity(0.9);
    painter.drawPath(path);
    painter.setOpacity(1);
    if (m_widths[std::size_t(band)] < forSign || opacity < 0.3)
        return;
    painter.setPen(opacity > 0.6 ? t.surface : t.text);
    painter.setFont(sizedFont(font(), TextSize::Small, true));
    const QPointF end(path.elementAt(3).x, path.elementAt(3).y + m_widths[std::size_t(band)] / 2);
    painter.drawText(QRectF(end.x() - 18, end.y() - 8, 14, 16), Qt::AlignCenter, of.weight < 0 ? QStringLiteral("−") : QStringLiteral("+"));
}

void FlowView::paintFeature(QPainter& painter, int feature)
{
    const auto& t = tokens(this);
    const auto& of = m_flow.features[std::size_t(feature)];
    const auto& node = m_features[std::size_t(feature)];
    const bool selected = of.feature == m_feature;
    painter.fillRect(node.bar, selected ? t.accent : t.muted);
    QRect words = node.row.toAlignedRect().adjusted(0, 0, -barWidth - spaceBetween, 0);
    if (m_withPictures && of.strongestRow >= 0) {
        const QRect box(words.left(), words.center().y() - thumbSide / 2 + 1, thumbSide, thumbSide);
        paintPicture(painter, box, m_pictures, {of.strongestRow, pictureSide(box, this), -1}, this);
        words.setLeft(box.right() + spaceBetween);
    }
    painter.setPen(selected ? t.accent : t.text);
    painter.setFont(sizedFont(font(), TextSize::Body, selected || m_hovered.feature == feature));
    paintText(painter, words, Qt::AlignRight | Qt::AlignVCenter, featureTitle(of.feature, of.name));
}

void FlowView::paintClass(QPainter& painter, int klass)
{
    const auto& t = tokens(this);
    const auto& of = m_flow.classes[std::size_t(klass)];
    const auto& node = m_classes[std::size_t(klass)];
    const bool selected = of.klass == m_klass;
    painter.fillRect(node.bar, selected ? t.accent : t.muted);
    painter.setPen(selected ? t.accent : t.text);
    painter.setFont(sizedFont(font(), TextSize::Body, selected || m_hovered.klass == klass));
    paintText(painter, node.row.toAlignedRect().adjusted(barWidth + spaceBetween, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
              shown(of.name));
}

void FlowView::paintFooter(QPainter& painter)
{
    const auto& t = tokens(this);
    const QRect line(spaceAround, height() - fontMetrics().height() - spaceBetween, width() - 2 * spaceAround, fontMetrics().height());
    painter.setFont(sizedFont(font(), TextSize::Small));
    painter.setPen(t.text);
    paintText(painter, line.adjusted(0, 0, -line.width() / 3, 0), Qt::AlignLeft | Qt::AlignVCenter,
              !m_trouble.isEmpty() ? m_trouble : m_hovered.any() ? wordsOf(m_hovered) : tr("Point at a band to see its weight"));
    painter.setPen(t.muted);
    paintText(painter, line.adjusted(line.width() * 2 / 3, 0, 0, 0), Qt::AlignRight | Qt::AlignVCenter, leftOut());
}

void FlowView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void FlowView::mouseMoveEvent(QMouseEvent* event)
{
    const Hit hit = hitAt(event->pos());
    setCursor(hit.any() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (hit == m_hovered)
        return;
    m_hovered = hit;
    m_trouble.clear();
    update();
}

void FlowView::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = {};
    update();
}

void FlowView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    const Hit hit = hitAt(event->pos());
    if (hit.band >= 0) {
        const auto& band = m_flow.bands[std::size_t(hit.band)];
        emit bandSelected(m_flow.classes[std::size_t(band.klass)].klass, m_flow.features[std::size_t(band.feature)].feature);
    } else if (hit.feature >= 0) {
        emit featureSelected(m_flow.features[std::size_t(hit.feature)].feature);
    } else if (hit.klass >= 0) {
        emit classSelected(m_flow.classes[std::size_t(hit.klass)].klass);
    }
}

void FlowView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Hit hit = hitAt(event->pos());
    if (event->button() != Qt::LeftButton || !hit.any())
        return;
    if (hit.klass >= 0)
        emit classOpened(m_flow.classes[std::size_t(hit.klass)].klass);
    else
        emit featureOpened(m_flow.features[std::size_t(hit.feature >= 0 ? hit.feature : m_flow.bands[std::size_t(hit.band)].feature)].feature);
}

void FlowView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu;
    addFigureActions(menu, *this, figure());
    menu.exec(event->globalPos());
}

/// Up and down among the features or the classes.
void FlowView::moveBy(int step)
{
    const auto next = [step](const auto& nodes, auto number, int selected) {
        const auto found = std::ranges::find(nodes, selected, number);
        const auto place = found == nodes.end() ? 0 : std::clamp<std::ptrdiff_t>(found - nodes.begin() + step, 0, std::ssize(nodes) - 1);
        return nodes[static_cast<std::size_t>(place)];
    };
    if (m_flow.bands.empty())
        return;
    if (m_keysRight)
        emit classSelected(next(m_flow.classes, &WeightFlow::Class::klass, m_klass).klass);
    else
        emit featureSelected(next(m_flow.features, &WeightFlow::Feature::feature, m_feature).feature);
}

void FlowView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
        return moveBy(event->key() == Qt::Key_Up ? -1 : 1);
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (event->modifiers() != Qt::NoModifier && event->modifiers() != Qt::KeypadModifier)
            break;
        m_keysRight = event->key() == Qt::Key_Right;
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_keysRight && m_klass >= 0)
            emit classOpened(m_klass);
        else if (!m_keysRight && m_feature >= 0)
            emit featureOpened(m_feature);
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

bool FlowView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto words = wordsOf(hitAt(help->pos()));
    if (words.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), plainTip(words), this);
    return true;
}

Figure FlowView::figure()
{
    return {QStringLiteral("flow"), size(), [this](QPainter& painter) { paintAll(painter); },
            [flow = m_flow] {
                QString csv = csvLine({tr("Feature"), tr("Name"), tr("Class"), tr("Name"), tr("Weight")});
                for (const auto& band : flow.bands) {
                    const auto& feature = flow.features[std::size_t(band.feature)];
                    const auto& klass = flow.classes[std::size_t(band.klass)];
                    csv += csvLine({QString::number(feature.feature), shown(feature.name), QString::number(klass.klass),
                                    shown(klass.name), QString::number(band.weight, 'g', 9)});
                }
                return csv;
            },
            [this](const QString& words) {
                m_trouble = words;
                update();
            }};
}

}  // namespace sparsescope::ui
