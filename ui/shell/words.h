// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string>

class QLabel;
class QWidget;

// How values and untrusted text become what people read. The numbers use the field's digits: 91.2 %, +1.83.

namespace sparsescope::ui {

/// Untrusted text on one line, control and direction characters made visible. Still plain text, never markup.
QString shown(const std::string& untrusted, int maxCharacters = 120);
/// For tooltips, which would take "<b>" for markup otherwise.
QString plainTip(const QString& text);
/// For texts where '&' marks a shortcut letter: menus, tabs, buttons.
QString plainAction(const QString& text);

QString percent(double share);                        ///< "91.2 %", "–" for NaN
QString percent(const std::optional<double>& share);
QString signedNumber(double value, int decimals = 2); ///< "+1.83", "−0.55"
QString number(double value, int digits = 3);
QString count(std::int64_t value);                    ///< "1 234"
QString counted(std::int64_t value, const QString& one, const QString& many);  ///< "1 class", "12 classes"
QString featureTitle(int feature, const std::string& name);  ///< "812 round glass door" or "feature 812"

/// A label that never takes its text for markup.
QLabel* plainLabel(const QString& text, QWidget* parent = nullptr);
/// The same in the small size and muted colour, which follow the theme.
QLabel* mutedLabel(const QString& text, QWidget* parent = nullptr);

}  // namespace sparsescope::ui
