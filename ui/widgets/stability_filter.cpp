// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/stability_filter.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace sparsescope::ui {

StabilityFilter::StabilityFilter(QWidget* parent) : QWidget(parent)
{
    m_hide = new QCheckBox(tr("&Hide what is found in less than"), this);
    m_hide->setToolTip(plainTip(tr("The head was fitted again on other draws of the training rows; a weight that is rarely found "
                                   "again is exchangeable with others, or chance")));
    m_share = new QSpinBox(this);
    m_share->setRange(1, 100);
    m_share->setValue(80);
    m_share->setSuffix(tr(" %"));
    m_share->setAccessibleName(tr("Least share of the draws"));
    m_words = mutedLabel({}, this);
    m_measure = new QPushButton(tr("Measure stability…"), this);
    m_measure->setFlat(true);
    m_measure->setToolTip(plainTip(tr("How often is each of these features found again on other draws of the rows?")));
    connect(m_hide, &QCheckBox::toggled, this, &StabilityFilter::changed);
    connect(m_share, &QSpinBox::valueChanged, this, [this] {
        if (m_hide->isChecked())
            emit changed();
    });
    connect(m_measure, &QPushButton::clicked, this, &StabilityFilter::measureWanted);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceAround, 0, spaceAround, spaceInside);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_hide);
    layout->addWidget(m_share);
    layout->addWidget(m_words);
    layout->addStretch();
    layout->addWidget(m_measure);
    setMeasured(0);
}

void StabilityFilter::setMeasured(int draws)
{
    m_draws = draws;
    m_hide->setVisible(draws > 0);
    m_share->setVisible(draws > 0);
    m_measure->setVisible(draws == 0);
    setHidden(0);
}

void StabilityFilter::setHidden(int hidden)
{
    m_words->setText(m_draws == 0 ? tr("It is not known how stable these features are.")
                     : hidden > 0 ? tr("of %1 draws: %2 hidden").arg(count(m_draws), count(hidden))
                                  : tr("of %1 draws").arg(count(m_draws)));
}

std::optional<double> StabilityFilter::least() const
{
    return m_draws > 0 && m_hide->isChecked() ? std::optional(m_share->value() / 100.0) : std::nullopt;
}

}  // namespace sparsescope::ui
