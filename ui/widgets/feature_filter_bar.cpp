// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/feature_filter_bar.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace sparsescope::ui {

namespace {

constexpr int usedByClass = 3;      ///< Place of that choice.
constexpr int defaultShare = 80;    ///< Per cent of the draws.

}  // namespace

FeatureFilterBar::FeatureFilterBar(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceBetween, spaceBetween, spaceBetween, 0);
    layout->setSpacing(spaceBetween);
    m_use = addChoice(tr("Use"), {tr("Used or not"), tr("Used by this head"), tr("Not used"), QString()});
    m_health = addChoice(tr("Health"), {tr("Any health"), tr("Healthy"), tr("With a problem")});
    m_naming = addChoice(tr("Name"), {tr("Named or not"), tr("Named"), tr("Not named"), tr("With a note")});
    m_stability = addChoice(tr("Stability"), {tr("Any stability"), tr("Found in at least"), tr("Found in less than")});
    m_share = new QSpinBox(this);
    m_share->setRange(1, 100);
    m_share->setValue(defaultShare);
    m_share->setSuffix(tr(" %"));
    m_share->setAccessibleName(tr("Share of the draws"));
    connect(m_share, &QSpinBox::valueChanged, this, &FeatureFilterBar::changed);
    m_clear = new QPushButton(tr("Show all"), this);
    m_clear->setFlat(true);
    m_clear->setToolTip(plainTip(tr("Takes every choice on this line back")));
    connect(m_clear, &QPushButton::clicked, this, [this] { clear(); });
    layout->addWidget(m_share);
    layout->addStretch();
    layout->addWidget(m_clear);
    setClass(-1, {});
    setMeasured(0);
    follow();
}

QComboBox* FeatureFilterBar::addChoice(const QString& name, const QStringList& words)
{
    auto* box = new QComboBox(this);
    box->addItems(words);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(15);
    box->setMaximumWidth(220);
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
        follow();
        emit changed();
    });
    layout()->addWidget(box);
    return box;
}

void FeatureFilterBar::follow()
{
    if (!m_clear)
        return;
    m_share->setVisible(m_draws > 0 && m_stability->currentIndex() > 0);
    m_clear->setVisible(!(filter() == FeatureFilter()));
}

void FeatureFilterBar::setClass(int klass, const QString& name)
{
    const bool means = m_use->currentIndex() == usedByClass && klass != m_klass;
    m_klass = klass;
    m_use->setItemText(usedByClass, klass >= 0 ? tr("Used by %1").arg(name) : tr("Used by the selected class"));
    if (means)
        emit changed();
}

void FeatureFilterBar::setMeasured(int draws)
{
    const bool before = m_draws > 0;
    m_draws = draws;
    m_stability->setVisible(draws > 0);
    m_stability->setToolTip(plainTip(tr("Share of %1 draws of the rows in which some class uses the feature").arg(count(draws))));
    follow();
    if (before != (draws > 0) && m_stability->currentIndex() > 0)
        emit changed();
}

FeatureFilter FeatureFilterBar::filter() const
{
    FeatureFilter filter;
    if (m_use->currentIndex() == usedByClass)
        filter.klass = m_klass;
    else
        filter.use = static_cast<FeatureFilter::Use>(m_use->currentIndex());
    filter.health = static_cast<FeatureFilter::Health>(m_health->currentIndex());
    filter.naming = static_cast<FeatureFilter::Naming>(m_naming->currentIndex());
    if (m_draws > 0 && m_stability->currentIndex() == 1)
        filter.leastStability = m_share->value() / 100.0;
    if (m_draws > 0 && m_stability->currentIndex() == 2)
        filter.belowStability = m_share->value() / 100.0;
    return filter;
}

void FeatureFilterBar::setFilter(const FeatureFilter& filter)
{
    {
        const QSignalBlocker use(m_use), health(m_health), naming(m_naming), stability(m_stability), share(m_share);
        m_use->setCurrentIndex(filter.klass >= 0 ? usedByClass : static_cast<int>(filter.use));
        m_health->setCurrentIndex(static_cast<int>(filter.health));
        m_naming->setCurrentIndex(static_cast<int>(filter.naming));
        m_stability->setCurrentIndex(filter.leastStability ? 1 : filter.belowStability ? 2 : 0);
        if (const auto least = filter.leastStability ? filter.leastStability : filter.belowStability)
            m_share->setValue(qRound(*least * 100));
    }
    follow();
    emit changed();
}

}  // namespace sparsescope::ui
