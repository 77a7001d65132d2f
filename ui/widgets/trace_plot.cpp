// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/trace_plot.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace sparsescope::ui {

namespace {

constexpr double reach = 7;          ///< Pixels from the mouse within which a trace counts as meant.
constexpr std::size_t mostLabels = 6;
constexpr std::size_t crowd = 40;    ///< Traces from which on each is drawn fainter.

std::vector<CursorPlot::Place> placesOf(const ClassPathView& view)
{
    std::vector<CursorPlot::Place> places;
    for (const auto& point : view.points)
        places.push_back({point.lambda, point.meanFeaturesPerClass});
    return places;
}

/// The sign that a trace has for most of its way.
bool mostlyNegative(const ClassPathView::Trace& trace)
{
    double sum = 0;
    for (const double weight : trace.weights)
        sum += weight;
    return sum < 0;
}

double distance(const QPointF& a, const QPointF& b, const QPointF& from)
{
    const QPointF along = b - a;
    const double length = QPointF::dotProduct(along, along);
    const double share = length > 0 ? std::clamp(QPointF::dotProduct(from - a, along) / length, 0.0, 1.0) : 0.0;
    const QPointF away = from - (a + share * along);
    return std::hypot(away.x(), away.y());
}

}  // namespace

TracePlot::TracePlot(QWidget* parent) : CursorPlot(QStringLiteral("class-path"), parent)
{
    setAccessibleName(tr("Weights of the class's features along the path"));
    setMinimumHeight(120);
    hideSharedAxis();
}

void TracePlot::setView(const ClassPathView& view)
{
    m_view = view;
    m_hovered = -1;
    setPlaces(placesOf(m_view));
}

void TracePlot::setFeature(int feature)
{
    if (feature == m_feature)
        return;
    m_feature = feature;
    rebuild();
}

void TracePlot::draw()
{
    setAxisTitle(tr("weight"));
    double lowest = 0, highest = 0;
    for (const auto& trace : m_view.traces)
        for (const double weight : trace.weights) {
            lowest = std::min(lowest, weight);
            highest = std::max(highest, weight);
        }
    const double room = std::max(0.06 * (highest - lowest), 1e-9);
    setHeights(lowest - room, highest > lowest ? highest + room : 1);
    // The least important first, so that those that matter lie on top.
    for (auto trace = m_view.traces.rbegin(); trace != m_view.traces.rend(); ++trace)
        if (trace->feature != m_feature)
            addTrace(*trace, std::distance(m_view.traces.begin(), trace.base()) - 1 == m_hovered);
    for (const auto& trace : m_view.traces)
        if (trace.feature == m_feature)
            addTrace(trace, true);
    addLabels();
}

void TracePlot::addTrace(const ClassPathView::Trace& trace, bool strong)
{
    const auto& t = tokens(this);
    const bool selected = trace.feature == m_feature;
    const auto sign = mostlyNegative(trace) ? t.negative : t.positive;
    std::vector<QPointF> line;
    // From the last point without a weight on: the line leaves zero where the feature enters.
    for (int i = std::max(0, trace.enters - 1); i < std::ssize(trace.weights); ++i)
        if (hasPlace(i))
            line.emplace_back(positionOf(i), trace.weights[static_cast<std::size_t>(i)]);
    const double ink = m_view.traces.size() > crowd ? 0.5 : 0.72;
    addLine(QPen(selected ? t.accent : strong ? sign : mixed(t.surface, sign, ink), strong ? 2.5 : 1.1), line);
}

/// Of the traces that end highest and lowest, and of the selected one.
void TracePlot::addLabels()
{
    const auto& t = tokens(this);
    std::vector<const ClassPathView::Trace*> traces;
    for (const auto& trace : m_view.traces)
        if (trace.weights.back() != 0)
            traces.push_back(&trace);
    std::stable_sort(traces.begin(), traces.end(),
                     [](const auto* a, const auto* b) { return std::abs(a->weights.back()) > std::abs(b->weights.back()); });
    for (std::size_t i = 0; i < traces.size(); ++i) {
        const bool selected = traces[i]->feature == m_feature;
        if (i < mostLabels || selected)
            addLabel(featureTitle(traces[i]->feature, traces[i]->featureName),
                     selected ? t.accent : mostlyNegative(*traces[i]) ? t.negative : t.positive, traces[i]->weights.back(),
                     selected);
    }
}

QString TracePlot::readout() const
{
    if (cursor() < 0)
        return {};
    const auto& point = m_view.points[static_cast<std::size_t>(cursor())];
    return tr("λ %1 · %2").arg(number(point.lambda), counted(point.features, tr("feature"), tr("features")));
}

double TracePlot::pixelX(int point) const
{
    return plot().xAxis->coordToPixel(positionOf(point));
}

double TracePlot::pixelY(double weight) const
{
    return plot().yAxis->coordToPixel(weight);
}

QPoint TracePlot::pixelOf(int feature, int point) const
{
    for (const auto& trace : m_view.traces)
        if (trace.feature == feature)
            return QPointF(pixelX(point), pixelY(trace.weights[static_cast<std::size_t>(point)])).toPoint();
    return {};
}

int TracePlot::traceAt(const QPoint& at) const
{
    int best = -1;
    double nearest = reach;
    for (std::size_t n = 0; n < m_view.traces.size(); ++n) {
        const auto& trace = m_view.traces[n];
        for (int i = std::max(1, trace.enters); i < std::ssize(trace.weights); ++i) {
            if (!hasPlace(i))
                continue;
            const QPointF before(pixelX(i - 1), pixelY(trace.weights[static_cast<std::size_t>(i - 1)]));
            const QPointF here(pixelX(i), pixelY(trace.weights[static_cast<std::size_t>(i)]));
            const double away = distance(before, here, at);
            if (away < nearest) {
                nearest = away;
                best = static_cast<int>(n);
            }
        }
    }
    return best;
}

int TracePlot::pointAt(const QPoint& at) const
{
    int best = 0;
    for (int i = 1; i < std::ssize(m_view.points); ++i)
        if (std::abs(pixelX(i) - at.x()) <= std::abs(pixelX(best) - at.x()))
            best = i;
    return best;
}

void TracePlot::hover(int trace, const QPoint& at)
{
    plot().setCursor(trace >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (trace != m_hovered) {
        m_hovered = trace;
        rebuild();
    }
    emit traceHovered(trace, trace >= 0 ? pointAt(at) : -1, mapToGlobal(at));
}

bool TracePlot::pressed(const QPoint& at)
{
    const int trace = traceAt(at);
    if (trace < 0)
        return false;
    emit featureSelected(m_view.traces[static_cast<std::size_t>(trace)].feature);
    return true;
}

void TracePlot::hovered(const QPoint& at)
{
    hover(traceAt(at), at);
}

void TracePlot::left()
{
    hover(-1, {});
}

bool TracePlot::doubleClicked(const QPoint& at)
{
    const int trace = traceAt(at);
    if (trace >= 0)
        emit featureOpened(m_view.traces[static_cast<std::size_t>(trace)].feature);
    return trace >= 0;
}

RecallPlot::RecallPlot(QWidget* parent) : CursorPlot(QStringLiteral("class-accuracy"), parent)
{
    setAccessibleName(tr("Accuracy of the class along the path"));
    setMinimumHeight(90);
    plot().yAxis->ticker()->setTickCount(3);
    rebuild();
}

void RecallPlot::setView(const ClassPathView& view)
{
    m_view = view;
    setPlaces(placesOf(m_view));
}

void RecallPlot::draw()
{
    setAxisTitle(tr("recall, %"));
    setHeights(-4, 104);
    const auto& t = tokens(this);
    const std::array names{tr("train"), tr("validation"), tr("test")};
    const std::array colors{t.muted, t.categories[2], t.categories[0]};
    for (std::size_t split = 0; split < names.size(); ++split) {
        std::vector<QPointF> line;
        for (int i = 0; i < std::ssize(m_view.points); ++i) {
            const double share = m_view.points[static_cast<std::size_t>(i)].accuracy[split];
            if (!hasPlace(i) || !std::isfinite(share))
                continue;
            line.emplace_back(positionOf(i), share * 100);
        }
        addLine(QPen(colors[split], split == 1 ? 2.0 : 1.25), line);
        if (!line.empty())
            addLabel(names[split], colors[split], line.back().y(), split == 1);
    }
}

QString RecallPlot::readout() const
{
    if (cursor() < 0)
        return {};
    const auto& accuracy = m_view.points[static_cast<std::size_t>(cursor())].accuracy;
    return tr("train %1 · validation %2 · test %3").arg(percent(accuracy[0]), percent(accuracy[1]), percent(accuracy[2]));
}

}  // namespace sparsescope::ui
