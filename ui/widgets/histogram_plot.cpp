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

namespace sparsescope::ui {

HistogramPlot::HistogramPlot(QWidget* parent) : QWidget(parent)
{
    m_plot = new QCustomPlot(this);
    m_plot->xAxis->setLabel(tr("activation"));
    m_plot->yAxis->setLabel(tr("pictures"));
    m_plot->yAxis->ticker()->setTickCount(3);
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
    rebuild();
}

void HistogramPlot::rebuild()
{
    const auto& t = tokens(this);
    m_plot->clearPlottables();
    stylePlot(*m_plot, t);
    const auto bins = std::ssize(m_histogram.counts);
    if (bins > 0) {
        auto* bars = new QCPBars(m_plot->xAxis, m_plot->yAxis);
        const double width = std::max(1e-12, (m_histogram.maximum - m_histogram.minimum) / double(bins));
        bars->setWidth(width * 0.92);
        bars->setPen(Qt::NoPen);
        bars->setBrush(mixed(t.surface, t.muted, 0.7));
        double highest = 1;
        for (std::ptrdiff_t i = 0; i < bins; ++i) {
            const auto rows = double(m_histogram.counts[std::size_t(i)]);
            bars->addData(m_histogram.minimum + (double(i) + 0.5) * width, rows);
            highest = std::max(highest, rows);
        }
        m_plot->xAxis->setRange(m_histogram.minimum, m_histogram.minimum + width * double(bins));
        m_plot->yAxis->setRange(0, highest * 1.08);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void HistogramPlot::showValue(const QPoint& position)
{
    const auto bins = std::ssize(m_histogram.counts);
    const double width = (m_histogram.maximum - m_histogram.minimum) / double(std::max<std::ptrdiff_t>(1, bins));
    const auto bin = static_cast<std::ptrdiff_t>((m_plot->xAxis->pixelToCoord(position.x()) - m_histogram.minimum)
                                                 / std::max(1e-12, width));
    if (bin < 0 || bin >= bins)
        return QToolTip::hideText();
    QToolTip::showText(m_plot->mapToGlobal(position),
                       plainTip(tr("%1 between %2 and %3")
                                    .arg(counted(m_histogram.counts[std::size_t(bin)], m_texts ? tr("text") : tr("picture"),
                                                 m_texts ? tr("texts") : tr("pictures")),
                                         number(m_histogram.minimum + double(bin) * width),
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
