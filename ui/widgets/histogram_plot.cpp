// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/histogram_plot.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/plot_style.h"

#include <QEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace sparsescope::ui {

HistogramPlot::HistogramPlot(QWidget* parent) : QWidget(parent)
{
    m_plot = new QCustomPlot(this);
    m_plot->xAxis->setLabel(tr("activation"));
    m_plot->yAxis->setLabel(tr("pictures"));
    m_plot->yAxis->ticker()->setTickCount(3);
    m_plot->xAxis->ticker()->setTickCount(4);
    m_plot->xAxis->grid()->setVisible(false);
    addPlotExport(*m_plot, QStringLiteral("histogram"));
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) { showValue(event->pos()); });
    setAccessibleName(tr("Histogram of the feature's activations"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    setMinimumHeight(120);
    rebuild();
}

void HistogramPlot::setOfTexts()
{
    m_texts = true;
    m_plot->yAxis->setLabel(tr("texts"));
}

void HistogramPlot::setHistogram(const Histogram& histogram)
{
    m_histogram = histogram;
    m_groups = {};
    rebuild();
}

void HistogramPlot::setGroups(const GroupedValues& values)
{
    m_groups = values;
    m_histogram = {};
    m_histogram.minimum = values.minimum;
    m_histogram.maximum = values.maximum;
    if (!values.groups.empty())
        m_histogram.counts.assign(values.groups.front().counts.size(), 0);
    rebuild();
}

void HistogramPlot::rebuild()
{
    stylePlot(*m_plot, tokens(this));
    m_plot->clearPlottables();
    m_plot->clearItems();
    const bool shares = !m_groups.groups.empty();
    m_plot->yAxis->setLabel(shares ? tr("share in %") : m_texts ? tr("texts") : tr("pictures"));
    const auto bins = std::ssize(m_histogram.counts);
    if (bins > 0) {
        const double width = std::max(1e-12, (m_histogram.maximum - m_histogram.minimum) / double(bins));
        m_plot->xAxis->setRange(m_histogram.minimum, m_histogram.minimum + width * double(bins));
        shares ? drawGroups() : drawBars();
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void HistogramPlot::drawBars()
{
    const auto& t = tokens(this);
    const auto bins = std::ssize(m_histogram.counts);
    const double width = m_plot->xAxis->range().size() / double(bins);
    auto* bars = new QCPBars(m_plot->xAxis, m_plot->yAxis);
    bars->setWidth(width * 0.92);
    bars->setPen(Qt::NoPen);
    bars->setBrush(mixed(t.surface, t.muted, 0.7));
    double highest = 1;
    for (std::ptrdiff_t i = 0; i < bins; ++i) {
        const auto rows = double(m_histogram.counts[std::size_t(i)]);
        bars->addData(m_histogram.minimum + (double(i) + 0.5) * width, rows);
        highest = std::max(highest, rows);
    }
    m_plot->yAxis->setRange(0, highest * 1.08);
}

/// Steps, with the groups' names in their colours in the upper right corner, where values are rare.
void HistogramPlot::drawGroups()
{
    const auto& t = tokens(this);
    const double width = m_plot->xAxis->range().size() / double(m_histogram.counts.size());
    double highest = 1e-12;
    for (std::size_t g = 0; g < m_groups.groups.size(); ++g) {
        const auto& group = m_groups.groups[g];
        const auto colour = t.categories[g % t.categories.size()];
        auto* line = m_plot->addGraph();
        line->setLineStyle(QCPGraph::lsStepLeft);
        line->setPen(QPen(colour, 1.6));
        QColor fill = colour;
        fill.setAlpha(28);
        line->setBrush(fill);
        for (std::size_t i = 0; i <= group.counts.size(); ++i) {
            const auto rows = double(group.counts[std::min(i, group.counts.size() - 1)]);
            const double share = 100 * rows / double(std::max<std::int64_t>(1, group.rows));
            line->addData(m_histogram.minimum + double(i) * width, share);
            highest = std::max(highest, share);
        }
        auto* name = new QCPItemText(m_plot);
        name->position->setType(QCPItemPosition::ptAxisRectRatio);
        name->position->setCoords(1, 0.02 + 0.13 * double(g));
        name->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
        name->setFont(sizedFont(font(), TextSize::Small, true));
        name->setColor(colour);
        name->setText(shown(group.name, 40));
    }
    m_plot->yAxis->setRange(0, highest * 1.08);
}

QString HistogramPlot::wordsOf(std::size_t bin) const
{
    if (m_groups.groups.empty())
        return counted(m_histogram.counts[bin], m_texts ? tr("text") : tr("picture"), m_texts ? tr("texts") : tr("pictures"));
    QStringList words;
    for (const auto& group : m_groups.groups)
        words << tr("%1 of %2 (%3)").arg(percent(double(group.counts[bin]) / double(std::max<std::int64_t>(1, group.rows))),
                                         shown(group.name, 60), ui::count(group.counts[bin]));
    return words.join('\n');
}

void HistogramPlot::showValue(const QPoint& position)
{
    const auto bins = std::ssize(m_histogram.counts);
    const double width = (m_histogram.maximum - m_histogram.minimum) / double(std::max<std::ptrdiff_t>(1, bins));
    const auto bin = static_cast<std::ptrdiff_t>(std::floor((m_plot->xAxis->pixelToCoord(position.x()) - m_histogram.minimum)
                                                            / std::max(1e-12, width)));
    if (bin < 0 || bin >= bins)
        return QToolTip::hideText();
    QToolTip::showText(m_plot->mapToGlobal(position),
                       plainTip(tr("%1\nbetween %2 and %3")
                                    .arg(wordsOf(std::size_t(bin)), number(m_histogram.minimum + double(bin) * width),
                                         number(m_histogram.minimum + double(bin + 1) * width))),
                       m_plot);
}

void HistogramPlot::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        rebuild();
}

}  // namespace sparsescope::ui
