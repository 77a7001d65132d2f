// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/encoder_choices.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>

namespace sparsescope::ui {

EncoderChoices::EncoderChoices(QWidget* parent) : QWidget(parent)
{
    m_feature = new QComboBox(this);
    m_feature->setAccessibleName(tr("What becomes the features"));
    m_feature->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_why = mutedLabel({}, this);
    m_tokens = new QSpinBox(this);
    m_tokens->setAccessibleName(tr("Longest text in tokens"));
    m_tokens->setSuffix(tr(" tokens"));
    m_tokens->setToolTip(plainTip(tr("Longer texts are cut to this and counted. The time grows with it only where texts are long.")));
    m_tokensWhy = mutedLabel({}, this);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(spaceBetween);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->addRow(tr("Features from"), m_feature);
    form->addRow(QString(), m_why);
    form->addRow(tr("Texts up to"), m_tokens);
    form->addRow(QString(), m_tokensWhy);
}

void EncoderChoices::show(const TextFacts& facts, bool proposed)
{
    const int before = m_feature->currentData().isValid() && !proposed ? m_feature->currentData().toInt()
                                                                      : static_cast<int>(facts.feature);
    const int tokens = proposed ? facts.maxTokens : m_tokens->value();
    m_facts = facts;
    m_feature->clear();
    auto choices = facts.choices;
    if (std::find(choices.begin(), choices.end(), facts.feature) == choices.end())
        choices.push_back(facts.feature);
    for (const TextFeature choice : choices)
        m_feature->addItem(QString::fromStdString(textFeatureDescription(choice)), static_cast<int>(choice));
    m_feature->setCurrentIndex(std::max(0, m_feature->findData(before)));
    m_why->setText(facts.featureSource.empty() ? QString() : tr("proposed: %1").arg(shown(facts.featureSource, 120)));
    m_tokens->setRange(3, std::max(3, facts.positions));
    m_tokens->setValue(tokens);
    m_tokensWhy->setText(facts.maxTokensSource.empty() ? QString() : tr("from %1").arg(shown(facts.maxTokensSource, 120)));
}

void EncoderChoices::fill(ModelOptions& options) const
{
    if (m_feature->currentData().isValid() && m_feature->currentData().toInt() != static_cast<int>(m_facts.feature))
        options.textFeature = static_cast<TextFeature>(m_feature->currentData().toInt());
    if (m_tokens->value() != m_facts.maxTokens)
        options.maxTokens = m_tokens->value();
}

}  // namespace sparsescope::ui
