// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QWidget>

class QComboBox;
class QPushButton;
class QSpinBox;
class QTableView;

namespace sparsescope::ui {

class TextTableModel;

/// Features that must have no weight, or none of one sign, for one class or all: a table, and a line that adds to it.
class RuleList : public QWidget {
    Q_OBJECT
public:
    explicit RuleList(const AuditSession& session, QWidget* parent = nullptr);

    /// A rule for a weight replaces the one there was for it.
    void add(const WeightRule& rule);
    void setRules(std::vector<WeightRule> rules);
    const std::vector<WeightRule>& rules() const { return m_rules; }

signals:
    void changed();

private:
    QWidget* makeLine();
    void addEntered();
    void removeSelected();
    void fill();

    const AuditSession& m_session;
    std::vector<WeightRule> m_rules;
    TextTableModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    QSpinBox* m_feature = nullptr;
    QComboBox* m_class = nullptr;
    QComboBox* m_kind = nullptr;
    QPushButton* m_remove = nullptr;
};

}  // namespace sparsescope::ui
