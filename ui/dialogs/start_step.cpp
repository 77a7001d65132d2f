// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/start_step.h"

#include "audit/plan_cost.h"
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
#include <QThread>
#include <QVBoxLayout>

namespace sparsescope::ui {

StartStep::StartStep(TaskRunner& tasks, QWidget* parent) : QWidget(parent), m_tasks(tasks)
{
    m_title = new QLineEdit(this);
    m_title->setMaxLength(120);
    setFocusProxy(m_title);
    m_folder = new QLineEdit(this);
    auto* browse = new QPushButton(tr("Choose…"), this);
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &StartStep::browse);
    connect(m_folder, &QLineEdit::textChanged, this, &StartStep::showObstacle);
    m_obstacle = plainLabel({}, this);
    m_obstacle->setWordWrap(true);
    m_obstacle->hide();
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
    form->addRow(QString(), m_obstacle);
    addPathRows(*form);
    auto* cost = plainLabel(tr("What it costs"), this);
    cost->setFont(sizedFont(font(), TextSize::Body, true));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addLayout(form);
    layout->addSpacing(spaceBetween);
    layout->addWidget(cost);
    layout->addWidget(m_cost);
    layout->addStretch();
}

void StartStep::addPathRows(QFormLayout& form)
{
    const PathOptions usual;
    m_count = new QSpinBox(this);
    m_count->setRange(2, 1000);
    m_count->setValue(usual.lambdaCount);
    m_count->setToolTip(plainTip(tr("How many strengths of the penalty are tried, from none of the features to many")));
    m_alpha = new QDoubleSpinBox(this);
    m_alpha->setRange(0.01, 1);
    m_alpha->setSingleStep(0.01);
    m_alpha->setValue(usual.alpha);
    m_alpha->setToolTip(plainTip(tr("1: only the sparse (L1) penalty; less: some of the quadratic one")));
    m_ratio = new QDoubleSpinBox(this);
    m_ratio->setDecimals(5);
    m_ratio->setRange(0.00001, 0.9);
    m_ratio->setSingleStep(0.001);
    m_ratio->setValue(usual.lambdaRatio);
    m_ratio->setToolTip(plainTip(tr("Smallest λ as a share of the largest")));
    for (QAbstractSpinBox* box : {static_cast<QAbstractSpinBox*>(m_count), static_cast<QAbstractSpinBox*>(m_alpha),
                                  static_cast<QAbstractSpinBox*>(m_ratio)}) {
        box->setFixedWidth(112);
        box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    m_zero = new QCheckBox(tr("End with λ = 0, the dense layer"), this);
    m_same = new QCheckBox(tr("The network's own classes are these, in this order: compare with its head"), this);
    m_same->setVisible(false);
    form.addRow(tr("Points of the path"), m_count);
    form.addRow(tr("Mixture α"), m_alpha);
    form.addRow(tr("Smallest λ ratio"), m_ratio);
    form.addRow(QString(), m_zero);
    form.addRow(QString(), m_same);
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

QString StartStep::obstacle() const
{
    const QFileInfo target(folder());
    if (folder().isEmpty())
        return tr("Say where the audit goes.");
    if (!QFileInfo(target.path()).isDir())
        return tr("There is no folder %1. Make it, or choose another place.")
            .arg(shown(target.path().toStdString(), 200));
    if (target.exists())
        return tr("%1 is there already. Choose another name.").arg(shown(target.fileName().toStdString(), 200));
    return {};
}

void StartStep::showObstacle()
{
    const auto words = obstacle();
    m_obstacle->setText(QStringLiteral("▲ ") + words);
    m_obstacle->setVisible(!words.isEmpty());
    emit changed();
}

void StartStep::askSameClasses(bool ask)
{
    m_same->setVisible(ask);
    if (!ask)
        m_same->setChecked(false);
}

/// Title and place follow the data until the person says something else.
void StartStep::propose(const QString& data)
{
    const auto title = QFileInfo(data).fileName();
    const auto place =
        QDir::homePath() + '/' + QString::fromStdString(slug(title.toStdString())) + QStringLiteral(".audit");
    if (m_title->text() == m_proposedTitle)
        m_title->setText(title);
    if (m_folder->text() == m_proposedFolder)
        m_folder->setText(place);
    m_proposedTitle = title;
    m_proposedFolder = place;
    showObstacle();
}

void StartStep::fill(AuditSettings& settings) const
{
    settings.title = m_title->text().trimmed().toStdString();
    settings.path.lambdaCount = m_count->value();
    settings.path.alpha = m_alpha->value();
    settings.path.lambdaRatio = m_ratio->value();
    settings.path.includeZero = m_zero->isChecked();
    settings.path.threads = QThread::idealThreadCount();
    settings.sameClassesAsModel = m_same->isChecked();
}

void StartStep::estimate(const AuditSettings& settings)
{
    propose(QString::fromStdString(settings.data.string()));
    m_cost->setText(tr("Measuring a few passes…"));
    m_tasks.run(
        this, {tr("Estimating the cost"), QStringLiteral("estimate"), TaskRunner::Lane::Model, true, true},
        [settings, target = std::filesystem::path(folder().toStdString()).parent_path()](Progress& progress) {
            return planCost(settings, target, progress);
        },
        [this](const PlannedCost& found) {
            showEstimate(found.extraction);
            askSameClasses(found.onlyAPersonCanTell);
        },
        [this](const Failure& failure) {
            if (const auto* error = std::get_if<Error>(&failure))
                m_cost->setText(QString::fromStdString(error->message));
        });
}

void StartStep::showEstimate(const ExtractEstimate& estimate)
{
    const auto bytes = [](std::uint64_t n) { return QString::fromStdString(byteSize(n)); };
    const auto time = estimate.seconds < 1 ? tr("Less than a second")
                                           : tr("About %1").arg(QString::fromStdString(duration(estimate.seconds)));
    auto text = tr("%1 for the features, %2 of memory, %3 on disk (%4 free). The path is fitted after that and "
                   "shows itself as it grows.")
                    .arg(time, bytes(estimate.memoryBytes), bytes(estimate.diskBytes), bytes(estimate.diskFree));
    if (estimate.diskBytes > estimate.diskFree)
        text.prepend(tr("▲ The disk is too small for it. "));
    m_cost->setText(text);
}

}  // namespace sparsescope::ui
