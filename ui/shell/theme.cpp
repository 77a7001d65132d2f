// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/theme.h"

#include "explain/overlay.h"
#include "ui/shell/app_style.h"

#include <QApplication>
#include <QFile>
#include <QPainter>
#include <QSvgRenderer>
#include <QWidget>

#include <algorithm>

// Q_INIT_RESOURCE must stand outside of namespaces.
static void initResourcesOfLibrary()
{
    Q_INIT_RESOURCE(resources);
}

namespace sparsescope::ui {

namespace {

const Tokens lightTokens{
    "#F6F7F9", "#FFFFFF", "#FFFFFF", "#D9DEE5", "#1B1F24", "#5B6570", "#2F6FEB", "#0072B2", "#D55E00",
    "#117733", "#B58900", "#B00020",
    {"#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#A89A00", "#5B6570"},
};

const Tokens darkTokens{
    "#15181C", "#1E2227", "#262B31", "#323943", "#E6E9ED", "#9AA4B0", "#6EA0FF", "#56B4E9", "#E69F00",
    "#44BB77", "#E0B040", "#FF6B7A",
    {"#56B4E9", "#F0B848", "#3CC79A", "#E0A3C4", "#8CD0F5", "#F0864A", "#D8CE4A", "#9AA4B0"},
};

QPalette paletteOf(const Tokens& t)
{
    QPalette palette;
    palette.setColor(QPalette::Window, t.window);
    palette.setColor(QPalette::Base, t.surface);
    palette.setColor(QPalette::AlternateBase, mixed(t.surface, t.window, 0.6));
    palette.setColor(QPalette::Button, mixed(t.surface, t.line, 0.12));
    palette.setColor(QPalette::ToolTipBase, t.raised);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, t.text);
    palette.setColor(QPalette::PlaceholderText, t.muted);
    palette.setColor(QPalette::Highlight, t.accent);
    palette.setColor(QPalette::HighlightedText, isDark(palette) ? t.window : t.surface);
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::Light, mixed(t.surface, t.line, 0.2));
    palette.setColor(QPalette::Midlight, mixed(t.surface, t.line, 0.5));
    palette.setColor(QPalette::Mid, t.line);
    palette.setColor(QPalette::Dark, mixed(t.line, t.muted, 0.3));
    palette.setColor(QPalette::Shadow, mixed(t.line, t.muted, 0.6));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, mixed(t.window, t.muted, 0.6));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, t.line);
    return palette;
}

bool systemIsDark()
{
    static const bool dark = [] {
        const auto gtk = qEnvironmentVariable("GTK_THEME");
        return gtk.endsWith(QLatin1String(":dark")) || gtk.endsWith(QLatin1String("-dark")) || isDark(QPalette());
    }();
    return dark;
}

}  // namespace

void initResources()
{
    initResourcesOfLibrary();
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128;
}

const Tokens& tokens(bool dark)
{
    return dark ? darkTokens : lightTokens;
}

const Tokens& tokens(const QPalette& palette)
{
    return tokens(isDark(palette));
}

const Tokens& tokens(const QWidget* widget)
{
    return tokens(widget->palette());
}

void applyAppearance(QApplication& application, Appearance appearance)
{
    const bool system = systemIsDark();  // asked before our own palette hides the desktop's
    if (!qobject_cast<AppStyle*>(application.style()))
        application.setStyle(new AppStyle);
    application.setPalette(
        paletteOf(tokens(appearance == Appearance::System ? system : appearance == Appearance::Dark)));
}

QFont sizedFont(const QFont& body, TextSize size, bool strong)
{
    QFont font = body;
    const double factor = size == TextSize::Small ? 0.88 : size == TextSize::Title ? 1.4 : 1.0;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(std::max(8, qRound(font.pixelSize() * factor)));
    font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
    return font;
}

QIcon themedIcon(const QString& name, const QPalette& palette)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto svg = file.readAll();
    QIcon icon;
    const auto add = [&](QIcon::Mode mode, const QColor& color) {
        QSvgRenderer renderer(QByteArray(svg).replace("currentColor", color.name().toLatin1()));
        for (const int size : {16, 20, 24, 32, 48, 64}) {
            QPixmap pixmap(size, size);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            renderer.render(&painter);
            icon.addPixmap(pixmap, mode);
        }
    };
    add(QIcon::Normal, tokens(palette).text);
    add(QIcon::Disabled, mixed(tokens(palette).window, tokens(palette).muted, 0.5));
    return icon;
}

QColor sequential(double position)
{
    const auto rgb = cividis(std::clamp(position, 0.0, 1.0));
    return {rgb[0], rgb[1], rgb[2]};
}

QColor mixed(const QColor& under, const QColor& over, double amount)
{
    const auto part = [amount](int a, int b) { return qRound(a + (b - a) * amount); };
    return {part(under.red(), over.red()), part(under.green(), over.green()), part(under.blue(), over.blue())};
}

}  // namespace sparsescope::ui
