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
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>
#include <limits>

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

/// What tells an earlier path from others: "α 0.99, grouped, 2 rules, 100 points".
QString settingsWords(const KeptPath& path)
{
    QStringList words{PathPanel::tr("α %1").arg(path.options.alpha)};
    if (path.options.grouped)
        words << PathPanel::tr("grouped");
    if (!path.options.standardize)
        words << PathPanel::tr("spread as it is");
    if (const auto rules = std::ssize(path.options.rules); rules > 0)
        words << counted(rules, PathPanel::tr("rule"), PathPanel::tr("rules"));
    words << counted(path.points, PathPanel::tr("point"), PathPanel::tr("points"));
    return words.join(QStringLiteral(", "));
}

/// "Validation loss is least at 4.2 features per class", or nothing where it is not known.
QString lossSentence(const PathView& path)
{
    double least = std::numeric_limits<double>::infinity();
    double features = -1;
    for (const auto& row : path.rows)
        for (const auto& score : row.scores)
            if (score.split == "validation" && score.loss < least) {
                least = score.loss;
                features = row.meanFeaturesPerClass;
            }
    return features < 0 ? QString() : PathPanel::tr("Validation loss is least at %1 features per class").arg(number(features));
}

}  // namespace

PathPanel::PathPanel(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_plot = new PathPlot(this);
    setFocusProxy(m_plot);
    connect(m_plot, &PathPlot::cursorMoved, this, &PathPanel::showCursor);
    connect(m_plot, &PathPlot::cursorReleased, this, &PathPanel::cursorReleased);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, spaceBetween);
    layout->setSpacing(spaceInside);
    layout->addWidget(makeTop());
    layout->addWidget(m_plot, 1);
    layout->addWidget(makeChooser());
    auto& session = workspace.session;
    connect(&session, &AuditSession::opened, this, &PathPanel::showStoredRule);
    connect(&session, &AuditSession::pathChanged, this, &PathPanel::showPath);
    connect(&session, &AuditSession::stageChanged, this, &PathPanel::showWork);
    connect(&session, &AuditSession::keptPathsChanged, this, &PathPanel::showEarlier);
    connect(&session, &AuditSession::comparisonChanged, this, &PathPanel::showComparison);
    connect(&workspace.selection, &LinkedSelection::axisChanged, m_plot, &PathPlot::setAxis);
    connect(&workspace.selection, &LinkedSelection::changed, this, [this](const Focus& now) {
        m_plot->setCursor(now.path);
        showCursor();
    });
    ruleChanged();
    showPath();
    showWork();
    showEarlier();
}

/// What the plot says in a sentence, what is under the cursor, and what is drawn over what.
QWidget* PathPanel::makeTop()
{
    auto* top = new QWidget(this);
    m_title = new ElidedLabel(top);
    m_title->setFont(sizedFont(font(), TextSize::Body, true));
    m_readout = new ElidedLabel(top);
    m_readout->setForegroundRole(QPalette::PlaceholderText);
    m_readout->setFont(sizedFont(font(), TextSize::Small));
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_readout);
    auto* layout = new QHBoxLayout(top);
    layout->setContentsMargins(spaceAround, spaceInside, spaceAround, 0);
    layout->setSpacing(spaceBetween);
    layout->addLayout(words, 1);
    makeSwitches(top, *layout);
    return top;
}

void PathPanel::makeSwitches(QWidget* parent, QHBoxLayout& row)
{
    m_measure = new QComboBox(parent);
    m_measure->addItems({tr("Accuracy"), tr("Loss")});
    m_measure->setAccessibleName(tr("What is drawn along the path"));
    m_measure->setToolTip(plainTip(tr("Accuracy: share of pictures that are recognised.\n"
                                      "Loss: mean cross-entropy in nats, without the penalty.")));
    connect(m_measure, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_plot->setMeasure(static_cast<PathPlot::Measure>(index));
        showTitle();
        showCursor();
    });
    m_axis = new QComboBox(parent);
    m_axis->addItems({tr("over features per class"), tr("over λ")});
    m_axis->setAccessibleName(tr("What the path is drawn over"));
    m_axis->setToolTip(plainTip(tr("Sparse heads are to the left on both axes")));
    connect(m_axis, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_workspace.selection.setAxis(static_cast<PathAxis>(index)); });
    connect(&m_workspace.selection, &LinkedSelection::axisChanged, m_axis,
            [this](PathAxis axis) { m_axis->setCurrentIndex(static_cast<int>(axis)); });
    row.addWidget(m_measure);
    row.addWidget(m_axis);
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
    m_fit = new QPushButton(tr("&Fit again…"), row);
    m_earlier = new QPushButton(tr("&Earlier paths"), row);
    m_earlier->setToolTip(plainTip(tr("Paths that refits and imports moved aside: compare, use again, remove")));
    m_earlierMenu = new QMenu(m_earlier);
    m_earlier->setMenu(m_earlierMenu);
    connect(m_earlierMenu, &QMenu::aboutToShow, this, &PathPanel::fillEarlier);
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
    layout->addWidget(m_earlier);
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
    else if (session.info().fitted)
        session.proposeFit();
    else
        session.resume();
}

void PathPanel::showPath()
{
    const auto& path = m_workspace.session.path();
    m_plot->setPath(path);
    m_plot->setCursor(m_workspace.selection.focus().path);
    showTitle();
    showCursor();
}

void PathPanel::showTitle()
{
    const auto& path = m_workspace.session.path();
    const bool ready = m_workspace.session.stage() == AuditSession::Stage::Ready;
    auto title = QString::fromStdString(path.title);
    if (const auto loss = lossSentence(path); ready && m_measure->currentIndex() == 1 && !loss.isEmpty())
        title = loss;
    if (path.rows.empty())
        title = tr("No path yet");
    else if (!path.complete && ready)
        title += tr(" (stopped early)");
    m_title->setText(title);
    m_title->setToolTip(plainTip(title + '\n' + QString::fromStdString(path.chosenBy)));
}

void PathPanel::showCursor()
{
    m_readout->setText(m_plot->readout());
    m_readout->setToolTip(plainTip(m_plot->readout()));
}

void PathPanel::showEarlier()
{
    m_earlier->setVisible(m_workspace.session.keptPaths().size() > 1);
}

void PathPanel::showComparison()
{
    const auto& session = m_workspace.session;
    const auto& name = session.comparedName();
    m_plot->setComparison(session.comparison(), name.empty() ? tr("before") : QString::fromStdString(name));
}

void PathPanel::fillEarlier()
{
    m_earlierMenu->clear();
    for (const auto& path : m_workspace.session.keptPaths())
        if (path.name != "path")
            addEarlier(path);
}

void PathPanel::addEarlier(const KeptPath& path)
{
    auto& session = m_workspace.session;
    const auto what = path.origin.empty() ? settingsWords(path) : shown(path.origin, 60);
    auto* menu = m_earlierMenu->addMenu(
        plainAction(QStringLiteral("%1 · %2 · %3").arg(shown(path.name), shown(path.createdUtc).left(10), what)));
    menu->setToolTip(plainTip(shown(path.trouble, 400)));
    auto* compare = menu->addAction(tr("&Compare in the plot"));
    compare->setCheckable(true);
    compare->setChecked(session.comparedName() == path.name);
    compare->setEnabled(path.points > 0);
    connect(compare, &QAction::triggered, this,
            [&session, name = path.name](bool on) { session.compareWith(on ? name : std::string()); });
    auto* use = menu->addAction(tr("&Use it again"), this, [&session, name = path.name] { session.usePath(name); });
    auto* remove = menu->addAction(tr("&Remove…"), this, [this, name = path.name] { removeEarlier(name); });
    use->setEnabled(path.points > 0 && !session.working());
    remove->setEnabled(!session.working());
}

void PathPanel::removeEarlier(const std::string& name)
{
    auto* question = new QMessageBox(QMessageBox::Question, tr("Remove an earlier path"),
                                     tr("Remove %1 for good? Its heads cannot be brought back but by fitting them again.")
                                         .arg(shown(name)),
                                     QMessageBox::Cancel, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto* remove = question->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    connect(remove, &QPushButton::clicked, this, [this, name] { m_workspace.session.removePath(name); });
    question->open();
}

void PathPanel::showWork()
{
    using Stage = AuditSession::Stage;
    const auto& session = m_workspace.session;
    const bool working =
        session.working() || session.stage() == Stage::Fitting || session.stage() == Stage::Extracting;
    m_use->setEnabled(session.stage() == Stage::Ready && !working);
    m_fit->setVisible(session.isOpen());
    m_fit->setText(working ? tr("&Stop") : session.info().fitted ? tr("&Fit again…") : tr("&Go on"));
    m_fit->setToolTip(plainTip(working ? tr("Ends within a second; what was done is kept")
                                       : tr("Fits another path; the present one is kept")));
}

void PathPanel::cursorReleased(int index)
{
    auto next = m_workspace.selection.focus();
    next.path = index;
    m_workspace.selection.go(next);
}

}  // namespace sparsescope::ui
