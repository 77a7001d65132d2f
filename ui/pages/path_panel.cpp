// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/path_panel.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/path_plot.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>

namespace sparsescope::ui {

namespace {

struct RuleWords {
    SelectionRule rule;
    const char* title;
    const char* suffix;
    double least, most, usual, step;
    int decimals;
};

constexpr std::array rules{
    RuleWords{SelectionRule::Absolute, QT_TR_NOOP("sparsest within … of the best"), QT_TR_NOOP(" points"), 0, 100, 5, 1,
              1},
    RuleWords{SelectionRule::Relative, QT_TR_NOOP("sparsest with a share of the best"), " ×", 0, 1, 0.95, 0.01, 2},
    RuleWords{SelectionRule::Percentile, QT_TR_NOOP("sparsest within a share of the range"), " ×", 0, 1, 0.05, 0.01, 2},
    RuleWords{SelectionRule::Sparsity, QT_TR_NOOP("features per class nearest to"), "", 0, 100000, 20, 1, 1},
    RuleWords{SelectionRule::Index, QT_TR_NOOP("the point under the cursor"), "", 0, 100000, 0, 1, 0},
};

}  // namespace

PathPanel::PathPanel(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_title = new ElidedLabel(this);
    m_title->setFont(sizedFont(font(), TextSize::Body, true));
    m_readout = mutedLabel({}, this);
    m_readout->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_plot = new PathPlot(this);
    setFocusProxy(m_plot);
    connect(m_plot, &PathPlot::cursorMoved, this, &PathPanel::showCursor);
    connect(m_plot, &PathPlot::cursorReleased, this, &PathPanel::cursorReleased);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(spaceAround, spaceInside, spaceAround, 0);
    top->setSpacing(2);
    top->addWidget(m_title);
    top->addWidget(m_readout);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, spaceBetween);
    layout->setSpacing(spaceInside);
    layout->addLayout(top);
    layout->addWidget(m_plot, 1);
    layout->addWidget(makeChooser());
    connect(&workspace.session, &AuditSession::opened, this, &PathPanel::showStoredRule);
    connect(&workspace.session, &AuditSession::pathChanged, this, &PathPanel::showPath);
    connect(&workspace.session, &AuditSession::stageChanged, this, &PathPanel::showWork);
    connect(&workspace.selection, &LinkedSelection::changed, this, [this](const Focus& now) {
        m_plot->setCursor(now.path);
        showCursor();
    });
    ruleChanged();
    showPath();
    showWork();
}

QWidget* PathPanel::makeChooser()
{
    auto* row = new QWidget(this);
    m_rule = new QComboBox(row);
    m_rule->setAccessibleName(tr("Rule by which the head is chosen"));
    m_rule->setToolTip(plainTip(tr("Judged on validation accuracy")));
    for (const auto& rule : rules)
        m_rule->addItem(tr(rule.title), static_cast<int>(rule.rule));
    m_value = new QDoubleSpinBox(row);
    m_value->setAccessibleName(tr("Value of the rule"));
    m_use = new QPushButton(tr("&Use this head"), row);
    m_use->setToolTip(plainTip(tr("Stores the rule as the audit's choice and goes to its point")));
    m_fit = new QPushButton(tr("&Fit again"), row);
    connect(m_rule, &QComboBox::currentIndexChanged, this, &PathPanel::ruleChanged);
    connect(m_use, &QPushButton::clicked, this, &PathPanel::useRule);
    connect(m_fit, &QPushButton::clicked, this, &PathPanel::fitOrStop);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(spaceAround, 0, spaceAround, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(mutedLabel(tr("Choose the head:"), row));
    layout->addWidget(m_rule);
    layout->addWidget(m_value);
    layout->addWidget(m_use);
    layout->addStretch();
    layout->addWidget(m_fit);
    return row;
}

void PathPanel::ruleChanged()
{
    const auto& rule = rules[static_cast<std::size_t>(m_rule->currentIndex())];
    m_value->setVisible(rule.rule != SelectionRule::Index);
    m_value->setDecimals(rule.decimals);
    m_value->setRange(rule.least, rule.most);
    m_value->setSingleStep(rule.step);
    m_value->setSuffix(tr(rule.suffix));
    m_value->setValue(rule.usual);
}

void PathPanel::showStoredRule()
{
    const Selection& stored = m_workspace.session.info().settings.selection;
    m_rule->setCurrentIndex(m_rule->findData(static_cast<int>(stored.rule)));
    m_value->setValue(stored.value);
}

void PathPanel::useRule()
{
    const auto rule = rules[static_cast<std::size_t>(m_rule->currentIndex())].rule;
    m_workspace.session.choose({rule, rule == SelectionRule::Index ? double(m_plot->cursor()) : m_value->value()});
}

void PathPanel::fitOrStop()
{
    auto& session = m_workspace.session;
    if (session.working())
        session.stopWork();
    else if (session.info().extracted)
        session.fit(session.info().settings.path);
    else
        session.resume();
}

void PathPanel::showPath()
{
    const auto& path = m_workspace.session.path();
    m_plot->setPath(path);
    m_plot->setCursor(m_workspace.selection.focus().path);
    auto title = QString::fromStdString(path.title);
    if (path.rows.empty())
        title = tr("No path yet");
    else if (!path.complete && m_workspace.session.stage() == AuditSession::Stage::Ready)
        title += tr(" (stopped early)");
    m_title->setText(title);
    m_title->setToolTip(plainTip(title + '\n' + QString::fromStdString(path.chosenBy)));
    showCursor();
}

void PathPanel::showCursor()
{
    m_readout->setText(m_plot->readout());
}

void PathPanel::showWork()
{
    using Stage = AuditSession::Stage;
    const auto& session = m_workspace.session;
    const bool working = session.stage() == Stage::Fitting || session.stage() == Stage::Extracting;
    m_use->setEnabled(session.stage() == Stage::Ready);
    m_fit->setVisible(session.isOpen());
    m_fit->setText(working ? tr("&Stop") : session.info().fitted ? tr("&Fit again") : tr("&Go on"));
    m_fit->setToolTip(plainTip(working ? tr("Ends within a second; what was done is kept")
                                       : tr("Fits the path with the audit's settings")));
}

void PathPanel::cursorReleased(int index)
{
    auto next = m_workspace.selection.focus();
    next.path = index;
    m_workspace.selection.go(next);
}

}  // namespace sparsescope::ui
