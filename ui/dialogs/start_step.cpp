// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/start_step.h"

#include "base/text.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QCheckBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QThread>
#include <QVBoxLayout>

namespace sparsescope::ui {

StartStep::StartStep(TaskRunner& tasks, QWidget* parent) : QWidget(parent), m_tasks(tasks)
{
    m_title = new QLineEdit(this);
    m_title->setMaxLength(120);
    m_folder = new QLineEdit(this);
    auto* browse = new QPushButton(tr("Choose…"), this);
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &StartStep::browse);
    connect(m_folder, &QLineEdit::textChanged, this, &StartStep::changed);
    m_cost = plainLabel({}, this);
    m_cost->setWordWrap(true);
    auto* place = new QHBoxLayout;
    place->setSpacing(spaceBetween);
    place->addWidget(m_folder, 1);
    place->addWidget(browse);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(spaceBetween);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->addRow(tr("Title"), m_title);
    form->addRow(tr("Audit folder"), place);
    auto* cost = plainLabel(tr("What it costs"), this);
    cost->setFont(sizedFont(font(), TextSize::Body, true));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addLayout(form);
    layout->addSpacing(spaceBetween);
    layout->addWidget(makePath());
    layout->addSpacing(spaceBetween);
    layout->addWidget(cost);
    layout->addWidget(m_cost);
    layout->addStretch();
}

QWidget* StartStep::makePath()
{
    const PathOptions usual;
    auto* box = new QWidget(this);
    m_count = new QSpinBox(box);
    m_count->setRange(2, 1000);
    m_count->setValue(usual.lambdaCount);
    m_count->setToolTip(plainTip(tr("How many strengths of the penalty are tried, from none of the features to many")));
    m_alpha = new QDoubleSpinBox(box);
    m_alpha->setRange(0.01, 1);
    m_alpha->setSingleStep(0.01);
    m_alpha->setValue(usual.alpha);
    m_alpha->setToolTip(plainTip(tr("1: only the sparse (L1) penalty; less: some of the quadratic one")));
    m_ratio = new QDoubleSpinBox(box);
    m_ratio->setDecimals(5);
    m_ratio->setRange(0.00001, 0.9);
    m_ratio->setSingleStep(0.001);
    m_ratio->setValue(usual.lambdaRatio);
    m_ratio->setToolTip(plainTip(tr("Smallest λ as a share of the largest")));
    m_zero = new QCheckBox(tr("End with λ = 0, the dense layer"), box);
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(spaceBetween);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->addRow(tr("Points of the path"), m_count);
    form->addRow(tr("Mixture α"), m_alpha);
    form->addRow(tr("Smallest λ ratio"), m_ratio);
    form->addRow(QString(), m_zero);
    return box;
}

void StartStep::browse()
{
    const auto folder = QFileDialog::getSaveFileName(this, tr("Audit folder"), m_folder->text(), tr("Audit (*.audit)"));
    if (!folder.isEmpty())
        m_folder->setText(folder);
}

QString StartStep::folder() const
{
    auto folder = m_folder->text().trimmed();
    return folder.isEmpty() || folder.endsWith(QLatin1String(".audit")) ? folder : folder + QStringLiteral(".audit");
}

bool StartStep::ready() const
{
    return !folder().isEmpty() && QFileInfo(QFileInfo(folder()).path()).isDir() && !QFileInfo::exists(folder());
}

void StartStep::fill(AuditSettings& settings) const
{
    settings.title = m_title->text().trimmed().toStdString();
    settings.path.lambdaCount = m_count->value();
    settings.path.alpha = m_alpha->value();
    settings.path.lambdaRatio = m_ratio->value();
    settings.path.includeZero = m_zero->isChecked();
    settings.path.threads = QThread::idealThreadCount();
}

void StartStep::estimate(const AuditSettings& settings)
{
    const QFileInfo data(QString::fromStdString(settings.data.string()));
    if (m_title->text().isEmpty())
        m_title->setText(data.fileName());
    if (m_folder->text().isEmpty())
        m_folder->setText(QDir::homePath() + '/' + QString::fromStdString(slug(data.fileName().toStdString()))
                          + QStringLiteral(".audit"));
    m_cost->setText(tr("Measuring a few pictures…"));
    m_tasks.run(
        this, {tr("Estimating the cost"), QStringLiteral("estimate"), TaskRunner::Lane::Model, true},
        [settings, target = std::filesystem::path(folder().toStdString()).parent_path()](
            Progress& progress) -> Result<ExtractEstimate> {
            SS_TRY(const auto model, openVisionModel(settings.model, settings.modelOptions, progress));
            SS_TRY(const auto dataset, openImageFolder(settings.data, settings.dataset, progress));
            return estimateExtraction(*model, dataset, target, settings.extraction, progress);
        },
        [this](const ExtractEstimate& estimate) { showEstimate(estimate); },
        [this](const Failure& failure) {
            if (const auto* error = std::get_if<Error>(&failure))
                m_cost->setText(QString::fromStdString(error->message));
        });
}

void StartStep::showEstimate(const ExtractEstimate& estimate)
{
    const auto bytes = [](std::uint64_t n) { return QString::fromStdString(byteSize(n)); };
    auto text = tr("About %1 for the features, %2 of memory, %3 on disk (%4 free). The path is fitted after that and "
                   "shows itself as it grows.")
                    .arg(QString::fromStdString(duration(estimate.seconds)), bytes(estimate.memoryBytes),
                         bytes(estimate.diskBytes), bytes(estimate.diskFree));
    if (estimate.diskBytes > estimate.diskFree)
        text.prepend(tr("▲ The disk is too small for it. "));
    m_cost->setText(text);
}

}  // namespace sparsescope::ui
