// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QString>

#include <array>

class QApplication;
class QWidget;

namespace sparsescope::ui {

/// Every colour the window uses. One set for light, one for dark; nothing else in ui/ names a colour.
struct Tokens {
    QColor window, surface, raised, line, text, muted, accent;
    QColor positive, negative;  ///< Signed weights and contributions; always beside a + or −.
    QColor good, warn, bad;     ///< Certificates, health, errors; always beside a shape.
    std::array<QColor, 8> categories;
};

enum class Appearance { System, Light, Dark };

const Tokens& tokens(bool dark);
/// The tokens behind a palette: widgets ask their own palette, so that there is no theme object to pass around.
const Tokens& tokens(const QPalette& palette);
const Tokens& tokens(const QWidget* widget);
bool isDark(const QPalette& palette);

/// Makes the icons known; once, before anything is shown.
void initResources();

/// Fusion style with our palette. System: dark where the desktop's own palette or GTK_THEME is dark.
void applyAppearance(QApplication& application, Appearance appearance);

/// The 8-pixel grid: inside a widget, between widgets, around a page.
constexpr int spaceInside = 4;
constexpr int spaceBetween = 8;
constexpr int spaceAround = 16;

enum class TextSize { Small, Body, Title };
QFont sizedFont(const QFont& body, TextSize size, bool strong = false);

/// An icon of resources/icons in the palette's text colour, sharp at every scale.
QIcon themedIcon(const QString& name, const QPalette& palette);

/// Sequential scale of heat maps, 0…1 (cividis).
QColor sequential(double position);

/// `over` laid on `under` with the share `amount`.
QColor mixed(const QColor& under, const QColor& over, double amount);

}  // namespace sparsescope::ui
