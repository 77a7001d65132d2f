// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/plot_style.h"

#include "ui/shell/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QMenu>
#include <QSvgGenerator>

#include <qcustomplot.h>

namespace sparsescope::ui {

namespace {

void styleAxis(QCPAxis& axis, const Tokens& t, const QFont& font)
{
    axis.setBasePen(QPen(t.line));
    axis.setTickPen(QPen(t.line));
    axis.setSubTickPen(Qt::NoPen);
    axis.setTickLengthIn(0);
    axis.setTickLengthOut(4);
    axis.setTickLabelColor(t.muted);
    axis.setLabelColor(t.muted);
    axis.setTickLabelFont(sizedFont(font, TextSize::Small));
    axis.setLabelFont(sizedFont(font, TextSize::Small));
    axis.setLabelPadding(spaceInside);
    axis.grid()->setPen(QPen(mixed(t.surface, t.line, 0.7)));
    axis.grid()->setZeroLinePen(QPen(t.line));
    axis.grid()->setSubGridVisible(false);
}

void saveSvg(QCustomPlot& plot, const QString& file)
{
    QSvgGenerator generator;
    generator.setFileName(file);
    generator.setSize(plot.size());
    generator.setViewBox(plot.rect());
    QCPPainter painter(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    plot.toPainter(&painter, plot.width(), plot.height());
}

void savePlot(QCustomPlot& plot, const QString& name)
{
    const auto file = QFileDialog::getSaveFileName(&plot, QObject::tr("Save figure"), name + QStringLiteral(".png"),
                                                   QObject::tr("PNG (*.png);;SVG (*.svg)"));
    if (file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive))
        saveSvg(plot, file);
    else if (!file.isEmpty())
        plot.savePng(file, 0, 0, 2);
}

}  // namespace

void stylePlot(QCustomPlot& plot, const Tokens& t)
{
    plot.setBackground(QBrush(t.surface));
    plot.axisRect()->setBackground(QBrush(t.surface));
    for (auto* axis : plot.axisRect()->axes())
        styleAxis(*axis, t, plot.font());
}

void addPlotExport(QCustomPlot& plot, const QString& name)
{
    plot.setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(&plot, &QWidget::customContextMenuRequested, &plot, [&plot, name](const QPoint& position) {
        QMenu menu;
        menu.addAction(QObject::tr("Save figure as PNG or SVG…"), &plot, [&plot, name] { savePlot(plot, name); });
        menu.addAction(QObject::tr("Copy figure"), &plot,
                       [&plot] { QApplication::clipboard()->setPixmap(plot.toPixmap(0, 0, 2)); });
        menu.exec(plot.mapToGlobal(position));
    });
}

}  // namespace sparsescope::ui
