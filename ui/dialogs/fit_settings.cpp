// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/fit_settings.h"

#include "audit/path_store.h"
#include "ui/dialogs/estimate_label.h"
#include "ui/dialogs/rule_list.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QThread>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr int fieldWidth = 128;

QString family(const AuditInfo& info)
{
    const auto classes = std::ssize(info.classes);
    std::int64_t rows = 0;
    for (const auto& klass : info.classes)
        rows += klass.counts[0];
    const auto words = classes == 2 ? FitSettings::tr("Binomial: two classes, told apart by one logit")
                                    : FitSettings::tr("Multinomial: %1").arg(counted(classes, FitSettings::tr("class"), FitSettings::tr("classes")));
    return FitSettings::tr("%1, %2, %3 to train on").arg(words, counted(info.model.features, FitSettings::tr("feature"), FitSettings::tr("features")),
                                                     counted(rows, FitSettings::tr("row"), FitSettings::tr("rows")));
}

/// "0.001" and not "0.001000".
class ShareBox : public QDoubleSpinBox {
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override { return locale().toString(value, 'g', decimals()); }
};

template <typename Box>
Box* field(QWidget* parent, double least, double most, const QString& tip)
{
    auto* box = new Box(parent);
    box->setRange(static_cast<decltype(box->value())>(least), static_cast<decltype(box->value())>(most));
    box->setFixedWidth(fieldWidth);
    box->setToolTip(plainTip(tip));
    return box;
}

}  // namespace

FitSettings::FitSettings(Workspace& workspace, QWidget* parent) : QDialog(parent), m_workspace(workspace)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Fit again"));
    resize(680, 620);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(spaceBetween);
    form->setHorizontalSpacing(spaceAround);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->addRow(tr("Family"), plainLabel(family(workspace.session.info()), this));
    addRows(*form);
    addChecks(*form);
    auto* rules = plainLabel(tr("Rules for weights"), this);
    rules->setFont(sizedFont(font(), TextSize::Body, true));
    rules->setToolTip(plainTip(tr("The best head among those that keep to the rules is found, with its certificate")));
    m_rules = new RuleList(workspace.session, this);
    connect(m_rules, &RuleList::changed, this, &FitSettings::changed);
    m_estimate = new EstimateLabel(workspace.tasks, this);
    m_outlook = mutedLabel({}, this);
    m_outlook->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceAround, spaceAround, spaceAround, spaceAround);
    layout->setSpacing(spaceBetween);
    layout->addLayout(form);
    layout->addSpacing(spaceBetween);
    layout->addWidget(rules);
    layout->addWidget(m_rules, 1);
    layout->addSpacing(spaceBetween);
    layout->addWidget(m_estimate);
    layout->addWidget(m_outlook);
    layout->addWidget(makeButtons());
    connect(&workspace.session, &AuditSession::opened, this, &QDialog::close);
    connect(&workspace.session, &AuditSession::stageChanged, this, &FitSettings::showOutlook);
    connect(&workspace.session, &AuditSession::keptPathsChanged, this, &FitSettings::showOutlook);
    fill(workspace.session.info().settings.path);
}

void FitSettings::addRows(QFormLayout& form)
{
    m_alpha = field<QDoubleSpinBox>(this, 0, 1, tr("1: only the sparse (L1) penalty; less: some of the quadratic one; 0: only that"));
    m_alpha->setSingleStep(0.01);
    m_count = field<QSpinBox>(this, 1, 10000, tr("How many strengths of the penalty are tried, from none of the features to many"));
    m_ratio = field<ShareBox>(this, 0.000001, 0.9, tr("Smallest λ as a share of the largest: how far down the path goes"));
    m_ratio->setDecimals(6);
    m_ratio->setSingleStep(0.001);
    m_tolerance = new QComboBox(this);
    m_tolerance->setFixedWidth(fieldWidth);
    m_tolerance->setToolTip(plainTip(tr("Largest violation of the optimality conditions (KKT), relative to λα, at which a point "
                                        "counts as certified")));
    for (const double tolerance : {1e-2, 1e-3, 1e-4, 1e-5, 1e-6})
        m_tolerance->addItem(number(tolerance), tolerance);
    m_threads = field<QSpinBox>(this, 1, 256, tr("Cores that work on the fit. The answer is the same to rounding."));
    connect(m_alpha, &QDoubleSpinBox::valueChanged, this, &FitSettings::changed);
    connect(m_ratio, &QDoubleSpinBox::valueChanged, this, &FitSettings::changed);
    connect(m_count, &QSpinBox::valueChanged, this, &FitSettings::changed);
    connect(m_threads, &QSpinBox::valueChanged, this, &FitSettings::changed);
    connect(m_tolerance, &QComboBox::currentIndexChanged, this, &FitSettings::changed);
    form.addRow(tr("Mixture α"), m_alpha);
    form.addRow(tr("Points of the path"), m_count);
    form.addRow(tr("Smallest λ ratio"), m_ratio);
    form.addRow(tr("Tolerance"), m_tolerance);
    form.addRow(tr("Threads"), m_threads);
}

void FitSettings::addChecks(QFormLayout& form)
{
    m_grouped = new QCheckBox(tr("A feature enters all classes together (&grouped penalty)"), this);
    m_standardize = new QCheckBox(tr("Bring all &features to the same spread first"), this);
    m_standardize->setToolTip(plainTip(tr("Without it, features of small spread are penalised more")));
    m_zero = new QCheckBox(tr("End with λ = &0, the dense layer"), this);
    auto* checks = new QVBoxLayout;
    checks->setSpacing(spaceInside);
    for (auto* check : {m_grouped, m_standardize, m_zero}) {
        connect(check, &QCheckBox::toggled, this, &FitSettings::changed);
        checks->addWidget(check);
    }
    form.addRow(QString(), checks);
}

QWidget* FitSettings::makeButtons()
{
    auto* row = new QWidget(this);
    auto* usual = new QPushButton(tr("Usual settings"), row);
    usual->setToolTip(plainTip(tr("As a new audit begins; the rules go")));
    auto* cancel = new QPushButton(tr("Cancel"), row);
    m_start = new QPushButton(tr("&Fit"), row);
    m_start->setDefault(true);
    for (auto* button : {usual, cancel})
        button->setAutoDefault(false);
    connect(usual, &QPushButton::clicked, this, [this] {
        PathOptions options;
        options.threads = QThread::idealThreadCount();
        fill(options);
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(m_start, &QPushButton::clicked, this, &FitSettings::start);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, spaceBetween, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(usual);
    layout->addStretch();
    layout->addWidget(cancel);
    layout->addWidget(m_start);
    return row;
}

void FitSettings::fill(const PathOptions& options)
{
    m_filling = true;
    m_base = options;
    m_alpha->setValue(options.alpha);
    m_count->setValue(options.lambdaCount);
    m_ratio->setValue(options.lambdaRatio);
    if (m_tolerance->findData(options.tolerance) < 0)
        m_tolerance->addItem(number(options.tolerance), options.tolerance);
    m_tolerance->setCurrentIndex(m_tolerance->findData(options.tolerance));
    m_threads->setValue(options.threads);
    m_grouped->setChecked(options.grouped);
    m_standardize->setChecked(options.standardize);
    m_zero->setChecked(options.includeZero);
    m_rules->setRules(options.rules);
    m_filling = false;
    changed();
}

void FitSettings::propose(const std::vector<WeightRule>& rules)
{
    for (const auto& rule : rules)
        m_rules->add(rule);
}

PathOptions FitSettings::options() const
{
    PathOptions options = m_base;
    options.alpha = m_alpha->value();
    options.lambdaCount = m_count->value();
    // The box rounds; a setting that was not touched stays what it was to the last digit.
    if (m_ratio->textFromValue(m_base.lambdaRatio) != m_ratio->textFromValue(m_ratio->value()))
        options.lambdaRatio = m_ratio->value();
    options.tolerance = m_tolerance->currentData().toDouble();
    options.threads = m_threads->value();
    options.grouped = m_grouped->isChecked();
    options.standardize = m_standardize->isChecked();
    options.includeZero = m_zero->isChecked();
    options.rules = m_rules->rules();
    return options;
}

void FitSettings::changed()
{
    if (m_filling)
        return;
    showOutlook();
    m_estimate->ask([audit = m_workspace.session.audit(), options = options()](Progress& progress) {
        return audit->estimateFit(options, progress);
    });
}

const KeptPath* FitSettings::present() const
{
    const auto& kept = m_workspace.session.keptPaths();
    const auto found = std::find_if(kept.begin(), kept.end(), [](const KeptPath& path) { return path.name == "path"; });
    return found == kept.end() ? nullptr : &*found;
}

QString FitSettings::obstacle(const PathOptions& options) const
{
    if (m_workspace.session.working())
        return tr("Something else is being made; wait for it or stop it first.");
    const bool twoClasses = m_workspace.session.info().classes.size() == 2;
    for (const auto& rule : options.rules)
        if (twoClasses && rule.classId < 0 && rule.kind != WeightRule::Kind::Forbidden)
            return tr("Of two classes, what speaks for one speaks against the other: name the class whose sign is forced.");
    const auto* path = present();
    if (path && path->origin.empty() && path->complete && sameProblem(path->options, options))
        return tr("These are the settings of the present path. Change one to fit another path.");
    return {};
}

QString FitSettings::outlook(const PathOptions& options) const
{
    const auto* path = present();
    if (!path)
        return {};
    if (path->origin.empty() && sameProblem(path->options, options))
        return tr("Goes on behind the %1 that are there.").arg(counted(path->points, tr("point"), tr("points")));
    return tr("The present path is kept beside it: Earlier paths compares both, and goes back.");
}

void FitSettings::showOutlook()
{
    const auto wanted = options();
    const auto why = obstacle(wanted);
    m_start->setEnabled(why.isEmpty());
    m_outlook->setText(why.isEmpty() ? outlook(wanted) : why);
}

void FitSettings::start()
{
    m_workspace.session.fit(options());
    close();
}

}  // namespace sparsescope::ui
