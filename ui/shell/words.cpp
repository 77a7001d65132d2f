// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/words.h"

#include "base/text.h"
#include "ui/shell/theme.h"

#include <QLabel>

#include <cmath>

namespace sparsescope::ui {

QString shown(const std::string& untrusted, int maxCharacters)
{
    return QString::fromStdString(displayText(untrusted, static_cast<std::size_t>(maxCharacters)));
}

QString plainTip(const QString& text)
{
    return text.isEmpty()
               ? QString()
               : QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped().replace('\n', QStringLiteral("<br/>")));
}

QString plainAction(const QString& text)
{
    return QString(text).replace('&', QStringLiteral("&&"));
}

QString percent(double share)
{
    return std::isfinite(share) ? QStringLiteral("%1 %").arg(share * 100, 0, 'f', 1) : QStringLiteral("–");
}

QString percent(const std::optional<double>& share)
{
    return share ? percent(*share) : QStringLiteral("–");
}

QString signedNumber(double value, int decimals)
{
    const auto digits = QString::number(std::abs(value), 'f', decimals);
    return (std::signbit(value) ? QStringLiteral("−") : QStringLiteral("+")) + digits;
}

QString number(double value, int digits)
{
    return QString::number(value, 'g', digits).replace('-', QStringLiteral("−"));
}

QString count(std::int64_t value)
{
    return QString::fromStdString(groupedNumber(value));
}

QString counted(std::int64_t value, const QString& one, const QString& many)
{
    return count(value) + ' ' + (value == 1 ? one : many);
}

QString featureTitle(int feature, const std::string& name)
{
    return name.empty() ? QStringLiteral("feature %1").arg(feature)
                        : QStringLiteral("%1 · %2").arg(shown(name, 60)).arg(feature);
}

QLabel* plainLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

QLabel* mutedLabel(const QString& text, QWidget* parent)
{
    auto* label = plainLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText);  // which our palettes give the muted colour
    label->setFont(sizedFont(label->font(), TextSize::Small));
    return label;
}

}  // namespace sparsescope::ui
