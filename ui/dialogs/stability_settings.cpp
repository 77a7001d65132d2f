// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/stability_settings.h"

#include "ui/dialogs/estimate_label.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

constexpr int fieldWidth = 128;

QString headWords(const PathView& path, int point)
{
    if (point < 0 || point >= std::ssize(path.rows))
        return {};
    const auto& row = path.rows[static_cast<std::size_t>(point)];
    return StabilitySettings::tr("point %1 of the path: λ %2, %3 features per class")
        .arg(point)
        .arg(number(row.lambda), number(row.meanFeaturesPerClass));
}

}  // namespace

StabilitySettings::StabilitySettings(Workspace& workspace, QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_point(workspace.session.head().index)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Measure stability"));
    auto* what = plainLabel(tr("The head under the cursor is fitted again on other draws of the training rows. A feature that is "
                               "found in nearly all of them says something about the data; one that comes and goes is "
                               "exchangeable with others, or chance."), this);
    what->setWordWrap(true);
    what->setMinimumWidth(440);
    m_draws = new QSpinBox(this);
    m_draws->setRange(2, 10000);
    m_draws->setValue(50);
    m_kind = new QComboBox(this);
    m_kind->addItem(tr("half of each class's rows"), static_cast<int>(ResampleKind::Halves));
    m_kind->addItem(tr("as many rows again (bootstrap)"), static_cast<int>(ResampleKind::Bootstrap));
    m_seed = new QSpinBox(this);
    m_seed->setRange(0, 1'000'000'000);
    m_draws->setFixedWidth(fieldWidth);
    m_seed->setFixedWidth(fieldWidth);
    m_kind->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_seed->setToolTip(plainTip(tr("The same seed gives the same draws")));
    m_estimate = new EstimateLabel(workspace.tasks, this);
    auto* kept = mutedLabel(tr("Each draw is kept as it is fitted: stop when you like, it goes on from there."), this);
    kept->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_start = new QPushButton(tr("&Measure"), this);
    m_start->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(m_start, &QPushButton::clicked, this, &StabilitySettings::start);
    connect(m_draws, &QSpinBox::valueChanged, this, &StabilitySettings::changed);
    connect(m_seed, &QSpinBox::valueChanged, this, &StabilitySettings::changed);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &StabilitySettings::changed);
    connect(&workspace.session, &AuditSession::opened, this, &QDialog::close);

    auto* form = new QFormLayout;
    form->setVerticalSpacing(spaceBetween);
    form->setHorizontalSpacing(spaceAround);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->addRow(tr("Head"), plainLabel(headWords(workspace.session.path(), m_point), this));
    form->addRow(tr("Draws"), m_draws);
    form->addRow(tr("Each takes"), m_kind);
    form->addRow(tr("Seed"), m_seed);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(spaceBetween);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceAround, spaceAround, spaceAround, spaceAround);
    layout->setSpacing(spaceBetween);
    layout->addWidget(what);
    layout->addSpacing(spaceBetween);
    layout->addLayout(form);
    layout->addSpacing(spaceBetween);
    layout->addWidget(m_estimate);
    layout->addWidget(kept);
    layout->addStretch();
    layout->addLayout(buttons);
    changed();
}

StabilityOptions StabilitySettings::options() const
{
    StabilityOptions options;
    options.resamples = m_draws->value();
    options.kind = static_cast<ResampleKind>(m_kind->currentData().toInt());
    options.seed = static_cast<std::uint64_t>(m_seed->value());
    options.point = m_point;
    options.threads = QThread::idealThreadCount();
    return options;
}

void StabilitySettings::changed()
{
    m_start->setEnabled(!m_workspace.session.working());
    m_estimate->ask([audit = m_workspace.session.audit(), options = options()](Progress&) {
        return audit->estimateStability(options);
    });
}

void StabilitySettings::start()
{
    m_workspace.session.measureStability(options());
    close();
}

}  // namespace sparsescope::ui
