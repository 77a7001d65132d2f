// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/values_box.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/histogram_plot.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

enum GroupingChoice { Together, BySplit, ByClass };

}  // namespace

ValuesBox::ValuesBox(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    m_grouping = new QComboBox(this);
    m_grouping->addItems({tr("all pictures"), tr("by split"), tr("a class")});
    m_grouping->setAccessibleName(tr("Values of which pictures"));
    m_class = new QComboBox(this);
    m_class->setAccessibleName(tr("Class that is compared with the others"));
    m_class->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_class->setMinimumContentsLength(6);
    m_class->hide();
    connect(m_grouping, &QComboBox::currentIndexChanged, this, [this](int choice) {
        m_class->setVisible(choice == ByClass);
        ask();
    });
    connect(m_class, &QComboBox::currentIndexChanged, this, &ValuesBox::ask);
    m_plot = new HistogramPlot(this);
    auto* choices = new QHBoxLayout;
    choices->setSpacing(spaceInside);
    choices->addWidget(m_grouping, 1);
    choices->addWidget(m_class, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, spaceInside, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(choices);
    layout->addWidget(m_plot, 1);
}

void ValuesBox::setFeature(std::shared_ptr<const HeadAnalysis> head, const FeatureView& view)
{
    m_head = std::move(head);
    m_feature = view.feature;
    m_whole = view.histogram;
    const QSignalBlocker quiet(m_class);
    m_class->clear();
    for (int klass = 0; klass < std::ssize(m_workspace.session.info().classes); ++klass)
        m_class->addItem(m_workspace.session.className(klass));
    m_class->setCurrentIndex(view.classes.empty() ? 0 : view.classes.front().klass);
    ask();
}

void ValuesBox::ask()
{
    if (!m_head)
        return;
    const int choice = m_grouping->currentIndex();
    if (choice == Together)
        return m_plot->setHistogram(m_whole);
    constexpr int bins = 32;
    m_workspace.tasks.run(
        this, {tr("Counting values"), QStringLiteral("values-box")},
        [head = m_head, feature = m_feature, grouping = choice == BySplit ? ValueGrouping::Splits : ValueGrouping::Class,
         klass = m_class->currentIndex()](Progress&) { return groupedValues(head->data(), feature, grouping, klass, bins); },
        [this](const GroupedValues& values) { m_plot->setGroups(values); });
}

}  // namespace sparsescope::ui
