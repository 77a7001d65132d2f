// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/figure_export.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QFileDialog>
#include <QImage>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace sparsescope::ui {

namespace {

constexpr int sharpness = 2;    ///< Pixels of a saved figure for each of the screen's.

QImage drawn(const Figure& figure)
{
    QImage image(figure.size * sharpness, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(sharpness);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    figure.paint(painter);
    return image;
}

QByteArray svgOf(const Figure& figure)
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(figure.size);
    generator.setViewBox(QRect(QPoint(), figure.size));
    QPainter painter(&generator);
    figure.paint(painter);
    painter.end();
    return buffer.data();
}

QByteArray pngOf(const Figure& figure)
{
    QBuffer buffer;
    drawn(figure).save(&buffer, "PNG");
    return buffer.data();
}

bool write(const QString& name, const QByteArray& bytes)
{
    QSaveFile file(name);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
}

void ask(QWidget& widget, const Figure& figure, const QString& title, const QString& ending, const QString& kinds,
         const std::function<bool(const QString&)>& save)
{
    const auto name = QFileDialog::getSaveFileName(&widget, title, figure.name + ending, kinds);
    if (!name.isEmpty() && !save(name))
        figure.tell(QObject::tr("Not saved: the file cannot be written. Choose another folder."));
}

}  // namespace

bool saveFigure(const Figure& figure, const QString& file)
{
    return write(file, file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive) ? svgOf(figure) : pngOf(figure));
}

void addFigureActions(QMenu& menu, QWidget& widget, const Figure& figure)
{
    menu.addAction(QObject::tr("Save figure as PNG or SVG…"), &widget, [&widget, figure] {
        ask(widget, figure, QObject::tr("Save figure"), QStringLiteral(".png"), QObject::tr("PNG (*.png);;SVG (*.svg)"),
            [&figure](const QString& file) { return saveFigure(figure, file); });
    });
    menu.addAction(QObject::tr("Copy figure"), &widget, [figure] { QApplication::clipboard()->setImage(drawn(figure)); });
    menu.addAction(QObject::tr("Save weights as CSV…"), &widget, [&widget, figure] {
        ask(widget, figure, QObject::tr("Save weights"), QStringLiteral(".csv"), QObject::tr("CSV (*.csv)"),
            [&figure](const QString& file) { return write(file, figure.csv().toUtf8()); });
    });
}

}  // namespace sparsescope::ui
