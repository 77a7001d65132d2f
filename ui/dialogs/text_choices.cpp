// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/text_choices.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr std::size_t sampleRows = 3;

std::string chosen(const QComboBox* box)
{
    return box->currentData().toString().toStdString();
}

/// Column names as items; which one is current is told by its name or its number from 1.
void offer(QComboBox* box, const std::vector<std::string>& names, const std::string& current)
{
    box->clear();
    for (const std::string& name : names)
        box->addItem(shown(name, 60), QString::fromStdString(name));
    int index = box->findData(QString::fromStdString(current));
    bool isNumber = false;
    const int number = QString::fromStdString(current).toInt(&isNumber);
    if (index < 0 && isNumber && number >= 1 && number <= box->count())
        index = number - 1;
    box->setCurrentIndex(index);
}

/// The text cells of the first rows, one a line.
QString sampleOf(const TextPreview& preview)
{
    const auto column = std::find(preview.columns.begin(), preview.columns.end(), preview.textColumn) - preview.columns.begin();
    QStringList lines;
    for (std::size_t i = 0; i < std::min(sampleRows, preview.rows.size()); ++i) {
        const auto& row = preview.rows[i];
        const std::string cell = static_cast<std::size_t>(column) < row.size() ? row[static_cast<std::size_t>(column)]
                                 : row.empty()                                ? std::string()
                                                                              : row.back();
        lines << QStringLiteral("“%1”").arg(shown(cell, 90));
    }
    return lines.join('\n');
}

}  // namespace

TextChoices::TextChoices(QWidget* parent) : QWidget(parent)
{
    m_form = new QFormLayout(this);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setVerticalSpacing(spaceBetween);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    m_text = addChoice(tr("Texts in"), tr("The column that holds the texts."));
    m_label = addChoice(tr("Labels in"), tr("The column that holds the class of each text."));
    m_target = addChoice(tr("Against the rest"), tr("The label that becomes one class; all other texts are the second."));
    m_threshold = new QDoubleSpinBox(this);
    m_threshold->setRange(0.01, 1);
    m_threshold->setSingleStep(0.05);
    m_threshold->setValue(DatasetOptions{}.text.threshold);
    m_threshold->setToolTip(plainTip(tr("From this score on a text has the label.")));
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, [this] {
        if (!m_showing)
            emit changed();
    });
    m_form->addRow(tr("From a score of"), m_threshold);
    m_balance = addChoice(tr("Unequal classes"), tr("What is done about classes of different sizes before the fit; test "
                                                    "texts stay as they are."));
    m_balance->addItem(tr("as they are"), static_cast<int>(Balance::None));
    m_balance->addItem(tr("leave texts out, down to the smallest class"), static_cast<int>(Balance::Down));
    m_balance->addItem(tr("repeat texts, up to the largest class"), static_cast<int>(Balance::Up));
    m_balance->addItem(tr("weigh texts of small classes more"), static_cast<int>(Balance::Weights));
    m_sample = mutedLabel({}, this);
    m_form->addRow(m_sample);
    reset();
}

QComboBox* TextChoices::addChoice(const QString& title, const QString& explanation)
{
    auto* box = new QComboBox(this);
    box->setAccessibleName(title);
    box->setToolTip(plainTip(explanation));
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(box, &QComboBox::activated, this, [this, box] {
        m_chosen = m_chosen || box != m_balance;
        emit changed();
    });
    m_form->addRow(title, box);
    return box;
}

void TextChoices::setRowVisible(QWidget* field, bool visible)
{
    field->setVisible(visible);
    m_form->labelForField(field)->setVisible(visible);
}

void TextChoices::reset()
{
    m_chosen = false;
    for (QComboBox* box : {m_text, m_label, m_target}) {
        box->clear();
        setRowVisible(box, false);
    }
    setRowVisible(m_threshold, false);
    m_sample->clear();
}

void TextChoices::show(const TextPreview& preview)
{
    m_showing = true;
    offer(m_text, preview.columns, preview.textColumn);
    offer(m_label, preview.columns, preview.labelColumn);
    offer(m_target, preview.targets, preview.target);
    const bool table = preview.layout == TextLayout::Table || preview.layout == TextLayout::Sst;
    setRowVisible(m_text, table);
    setRowVisible(m_label, table);
    setRowVisible(m_target, !preview.targets.empty());
    setRowVisible(m_threshold, preview.softScores);
    m_sample->setText(sampleOf(preview));
    m_showing = false;
}

void TextChoices::fill(DatasetOptions& options) const
{
    options.balance = static_cast<Balance>(m_balance->currentData().toInt());
    options.text.threshold = m_threshold->value();
    if (!m_chosen)
        return;  // What is guessed is guessed again.
    if (!m_text->isHidden())
        options.text.textColumn = chosen(m_text);
    if (!m_label->isHidden())
        options.text.labelColumn = chosen(m_label);
    if (!m_target->isHidden())
        options.text.targetLabel = chosen(m_target);
}

}  // namespace sparsescope::ui
