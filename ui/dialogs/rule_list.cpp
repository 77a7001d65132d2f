// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/rule_list.h"

#include "ui/models/text_table_model.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/row_style.h"

#include <QComboBox>
#include <QHeaderView>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

namespace {

QString kindWords(WeightRule::Kind kind)
{
    switch (kind) {
    case WeightRule::Kind::Positive: return RuleList::tr("+ never negative");
    case WeightRule::Kind::Negative: return RuleList::tr("− never positive");
    default: return RuleList::tr("✕ no weight");
    }
}

}  // namespace

RuleList::RuleList(const AuditSession& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    m_model = new TextTableModel({tr("Feature"), tr("Class"), tr("Rule")}, this);
    m_table = new QTableView(this);
    styleTable(*m_table);
    m_table->setAccessibleName(tr("Rules for weights"));
    m_table->setModel(m_model);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->setMinimumHeight(4 * m_table->verticalHeader()->defaultSectionSize());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(makeLine());
    layout->addWidget(m_table, 1);
    fill();
}

QWidget* RuleList::makeLine()
{
    auto* line = new QWidget(this);
    m_feature = new QSpinBox(line);
    m_feature->setRange(0, std::max(0, m_session.info().model.features - 1));
    m_feature->setPrefix(tr("feature "));
    m_feature->setAccessibleName(tr("Feature of the new rule"));
    m_class = new QComboBox(line);
    m_class->addItem(tr("all classes"), -1);
    m_class->setAccessibleName(tr("Class of the new rule"));
    m_class->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_class->setMinimumContentsLength(16);
    for (int klass = 0; klass < std::ssize(m_session.info().classes); ++klass)
        m_class->addItem(m_session.className(klass), klass);
    m_kind = new QComboBox(line);
    m_kind->setAccessibleName(tr("What the new rule says"));
    for (const auto kind : {WeightRule::Kind::Forbidden, WeightRule::Kind::Positive, WeightRule::Kind::Negative})
        m_kind->addItem(kindWords(kind), static_cast<int>(kind));
    auto* add = new QPushButton(tr("&Add rule"), line);
    m_remove = new QPushButton(tr("&Remove"), line);
    for (auto* button : {add, m_remove})
        button->setAutoDefault(false);
    connect(add, &QPushButton::clicked, this, &RuleList::addEntered);
    connect(m_remove, &QPushButton::clicked, this, &RuleList::removeSelected);
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_feature);
    layout->addWidget(m_class, 1);
    layout->addWidget(m_kind);
    layout->addWidget(add);
    layout->addWidget(m_remove);
    return line;
}

void RuleList::add(const WeightRule& rule)
{
    const auto same = [&](const WeightRule& other) {
        return other.feature == rule.feature && (other.classId == rule.classId || rule.classId < 0);
    };
    m_rules.erase(std::remove_if(m_rules.begin(), m_rules.end(), same), m_rules.end());
    m_rules.push_back(rule);
    fill();
    m_table->selectRow(m_model->rowCount() - 1);
    emit changed();
}

void RuleList::setRules(std::vector<WeightRule> rules)
{
    m_rules = std::move(rules);
    fill();
    emit changed();
}

void RuleList::addEntered()
{
    add({m_feature->value(), m_class->currentData().toInt(), static_cast<WeightRule::Kind>(m_kind->currentData().toInt())});
}

void RuleList::removeSelected()
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= std::ssize(m_rules))
        return;
    m_rules.erase(m_rules.begin() + row);
    fill();
    emit changed();
}

void RuleList::fill()
{
    std::vector<QStringList> rows;
    for (const auto& rule : m_rules)
        rows.push_back({m_session.featureName(rule.feature),
                        rule.classId < 0 ? tr("all classes") : m_session.className(rule.classId), kindWords(rule.kind)});
    m_model->setRows(std::move(rows));
    m_table->resizeColumnToContents(2);
    m_remove->setEnabled(!m_rules.empty());
}

}  // namespace sparsescope::ui
