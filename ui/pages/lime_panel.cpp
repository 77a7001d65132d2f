// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/lime_panel.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QColorDialog>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace sparsescope::ui {

namespace {

enum HidingChoice { OwnMean, Grey, Blurred, OtherColour };

constexpr int largestSize = 512;
constexpr double faintest = 0.01;  // of the largest weight: what is weaker is not shown as if it mattered

}  // namespace

LimePanel::LimePanel(QWidget* parent) : QWidget(parent)
{
    m_run = new QPushButton(tr("Run LIME"), this);
    m_run->setEnabled(false);
    connect(m_run, &QPushButton::clicked, this, [this] { m_running ? emit stopWanted() : emit runWanted(); });
    m_cost = mutedLabel({}, this);
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(spaceBetween);
    m_progress->hide();
    auto* more = new QToolButton(this);
    more->setText(tr("Settings"));
    more->setCheckable(true);
    more->setToolTip(plainTip(tr("Superpixels, what a hidden one looks like, samples and seeds")));
    auto* top = new QHBoxLayout;
    top->setSpacing(spaceBetween);
    top->addWidget(m_run);
    top->addWidget(m_cost, 1);
    top->addWidget(m_progress, 1);
    top->addWidget(more);
    m_settings = makeSettings();
    m_settings->hide();
    connect(more, &QToolButton::toggled, m_settings, &QWidget::setVisible);
    m_answer = makeAnswer();
    m_words = mutedLabel({}, this);
    m_words->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(top);
    layout->addWidget(m_settings);
    layout->addWidget(m_answer);
    layout->addWidget(m_words);
    clearAnswer();
}

QSpinBox* LimePanel::makeSpin(int lowest, int highest, int value, const QString& name)
{
    auto* spin = new QSpinBox(this);
    spin->setRange(lowest, highest);
    spin->setValue(value);
    spin->setAccessibleName(name);
    connect(spin, &QSpinBox::valueChanged, this, &LimePanel::showCost);
    return spin;
}

QWidget* LimePanel::makeSettings()
{
    auto* box = new QWidget(this);
    m_size = makeSpin(0, largestSize, 0, tr("Size of superpixels"));
    m_size->setSpecialValueText(tr("a seventh"));
    m_size->setSuffix(tr(" px"));
    m_size->setSingleStep(4);
    m_size->setToolTip(plainTip(tr("Pixels from one superpixel to the next; a seventh of the picture's side to begin with")));
    connect(m_size, &QSpinBox::valueChanged, this, &LimePanel::cutChanged);
    m_samples = makeSpin(2, 100000, LimeOptions().samples, tr("Samples"));
    m_samples->setSingleStep(100);
    m_samples->setToolTip(plainTip(tr("Pictures with some superpixels hidden that the network is run on")));
    m_seed = makeSpin(0, 999999, 0, tr("Seed"));
    m_others = makeSpin(0, 20, 2, tr("Other seeds"));
    m_others->setToolTip(plainTip(tr("LIME is run again with so many other seeds, to tell how far they agree")));
    m_hiding = new QComboBox(box);
    m_hiding->addItems({tr("own mean"), tr("grey"), tr("blurred"), tr("a colour…")});
    m_hiding->setAccessibleName(tr("What a hidden superpixel looks like"));
    m_hiding->setToolTip(plainTip(m_hiding->accessibleName()));
    connect(m_hiding, &QComboBox::activated, this, &LimePanel::hidingChosen);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(spaceBetween);
    grid->setVerticalSpacing(spaceInside);
    const std::array<std::pair<QString, QWidget*>, 5> fields{
        std::pair<QString, QWidget*>{tr("Size"), m_size}, {tr("Hidden"), m_hiding}, {tr("Samples"), m_samples}, {tr("Seed"), m_seed},
        {tr("Other seeds"), m_others}};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const int row = static_cast<int>(i / 2), column = static_cast<int>(i % 2) * 2;
        grid->addWidget(plainLabel(fields[i].first, box), row, column);
        grid->addWidget(fields[i].second, row, column + 1);
    }
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    return box;
}

QWidget* LimePanel::makeAnswer()
{
    auto* box = new QWidget(this);
    m_sign = new QComboBox(box);
    m_sign->addItems({tr("that raise it"), tr("that lower it")});
    m_sign->setAccessibleName(tr("Sign of the superpixels that are shown"));
    m_top = new QSpinBox(box);
    m_top->setRange(1, 50);
    m_top->setValue(5);
    m_top->setAccessibleName(tr("How many superpixels are shown"));
    const auto change = [this] {
        showAnswer();
        emit shownChanged();
    };
    connect(m_sign, &QComboBox::currentIndexChanged, this, change);
    connect(m_top, &QSpinBox::valueChanged, this, change);
    m_weights = plainLabel({}, box);
    m_weights->setWordWrap(true);
    m_weights->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* row = new QHBoxLayout;
    row->setSpacing(spaceBetween);
    row->addWidget(plainLabel(tr("The"), box));
    row->addWidget(m_top);
    row->addWidget(plainLabel(tr("superpixels"), box));
    row->addWidget(m_sign, 1);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(row);
    layout->addWidget(m_weights);
    return box;
}

void LimePanel::hidingChosen()
{
    if (m_hiding->currentIndex() != OtherColour)
        return;
    const auto colour = QColorDialog::getColor(QColor(m_colour[0], m_colour[1], m_colour[2]), this, tr("Colour of hidden superpixels"));
    if (!colour.isValid())
        return m_hiding->setCurrentIndex(OwnMean);
    m_colour = {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()), static_cast<std::uint8_t>(colour.blue())};
    m_hiding->setItemText(OtherColour, tr("%1…").arg(colour.name()));
}

SuperpixelOptions LimePanel::superpixels() const
{
    SuperpixelOptions options;
    options.regionSize = m_size->value();
    return options;
}

SegmentQuestion LimePanel::question(const PictureTarget& target) const
{
    SegmentQuestion question;
    question.targets = {target};
    question.superpixels = superpixels();
    question.options.lime.samples = m_samples->value();
    question.options.lime.seed = static_cast<std::uint64_t>(m_seed->value());
    question.options.repeats = m_others->value();
    auto& hiding = question.options.hiding;
    const int choice = m_hiding->currentIndex();
    hiding.hiding = choice == OwnMean ? Hiding::Mean : choice == Blurred ? Hiding::Blur : Hiding::Colour;
    if (choice == OtherColour)
        hiding.colour = m_colour;
    return question;
}

void LimePanel::setPieces(int count)
{
    m_pieces = count;
    showCost();
}

void LimePanel::showCost()
{
    m_run->setEnabled(m_running || m_pieces > 0);
    if (m_pieces <= 0)
        return m_cost->setText(tr("cutting the picture…"));
    const auto passes = std::int64_t{m_samples->value()} * (1 + m_others->value());
    m_cost->setText(counted(m_pieces, tr("superpixel"), tr("superpixels")));
    m_run->setToolTip(plainTip(tr("Runs the network on up to %1 with some superpixels hidden").arg(counted(passes, tr("picture"), tr("pictures")))));
}

void LimePanel::setRunning(bool running)
{
    m_running = running;
    m_run->setText(running ? tr("Stop") : tr("Run LIME"));
    m_cost->setVisible(!running);
    m_progress->setVisible(running);
    m_progress->setRange(0, 0);
    showCost();
}

void LimePanel::setProgress(const ProgressUpdate& progress)
{
    m_progress->setRange(0, 1000);
    m_progress->setValue(static_cast<int>(1000 * progress.fraction()));
}

void LimePanel::setAnswer(const SegmentEffects& effects, int target, const QString& what)
{
    m_effects = effects;
    m_target = target;
    m_what = what;
    showAnswer();
}

void LimePanel::clearAnswer()
{
    m_effects.reset();
    showAnswer();
}

std::vector<int> LimePanel::chosen() const
{
    if (!m_effects)
        return {};
    auto strongest = topSegments(m_effects->effects.col(m_target), m_top->value(), negative());
    const double least = faintest * m_effects->effects.col(m_target).cwiseAbs().maxCoeff();
    std::erase_if(strongest, [&](int piece) { return std::abs(m_effects->effects(piece, m_target)) < least; });
    return strongest;
}

bool LimePanel::negative() const
{
    return m_sign->currentIndex() == 1;
}

std::optional<double> LimePanel::weightOf(int superpixel) const
{
    if (!m_effects || superpixel < 0 || superpixel >= m_effects->effects.rows())
        return std::nullopt;
    return m_effects->effects(superpixel, m_target);
}

QString LimePanel::weightWords() const
{
    QStringList words;
    const auto shown = chosen();
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const double weight = *weightOf(shown[i]);
        words << QStringLiteral("%1\u00A0%2%3").arg(i + 1).arg(weight < 0 ? QStringLiteral("−") : QStringLiteral("+"), number(std::abs(weight)));
    }
    return words.isEmpty() ? tr("No superpixel %1 %2.").arg(negative() ? tr("lowers") : tr("raises"), m_what) : words.join(QStringLiteral("   "));
}

QString LimePanel::stabilityWords() const
{
    if (!m_effects)
        return {};
    const double agreement = m_effects->stability.size() > m_target ? m_effects->stability[m_target] : std::nan("");
    QStringList words;
    if (m_effects->enumerated)
        words << tr("All %1 ways to hide superpixels were run, so no seed had a part in it.").arg(ui::count(m_effects->masks));
    else if (std::isfinite(agreement))
        words << tr("%1 seeds agree to %2.").arg(m_effects->repeats + 1).arg(agreement, 0, 'f', 2);
    if (!m_effects->complete)
        words << tr("Stopped after %1; told from those.").arg(counted(m_effects->samples, tr("sample"), tr("samples")));
    if (m_effects->r2.size() > m_target)
        words << tr("The linear model explains %1 of what changes.").arg(percent(m_effects->r2[m_target]));
    return words.join(' ');
}

void LimePanel::showAnswer()
{
    m_answer->setVisible(m_effects.has_value());
    m_words->setText(stabilityWords());
    m_words->setVisible(m_effects.has_value());
    m_weights->setText(m_effects ? weightWords() : QString());
}

}  // namespace sparsescope::ui
