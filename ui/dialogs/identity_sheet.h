// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/word_session.h"
#include "ui/shell/workspace.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;

namespace sparsescope::ui {

class FilterTable;
class TextTableModel;

/// Whose texts are judged otherwise: identity terms swapped in templates and in the data's own texts, for one class, with
/// the features that carry the gaps, and the same for a second audit beside it.
class IdentitySheet : public QDialog {
    Q_OBJECT
public:
    IdentitySheet(Workspace& workspace, WordSession& words, QWidget* parent = nullptr);

    /// Swaps and shows, with what is chosen.
    void start();
    TextTableModel* groups() const { return m_groups; }
    TextTableModel* swaps() const { return m_swaps; }

private:
    /// What one or two audits say.
    struct Answer {
        IdentityWords words;
        IdentityReport report;
        std::optional<IdentityReport> beside;
    };
    QWidget* makeChoices();
    QWidget* makeTables();
    void chooseList();
    void chooseBeside();
    void showAnswer(const Answer& answer);
    void showGroups(const Answer& answer);
    void showSwaps(const Answer& answer);
    void ended();

    Workspace& m_workspace;
    WordSession& m_words;
    QComboBox* m_class = nullptr;
    QPushButton* m_list = nullptr;
    QPushButton* m_beside = nullptr;
    QPushButton* m_run = nullptr;
    QLabel* m_note = nullptr;
    TextTableModel* m_groups = nullptr;
    TextTableModel* m_swaps = nullptr;
    FilterTable* m_groupTable = nullptr;
    QString m_listFile;     ///< Empty: the shipped list.
    QString m_besideAudit;  ///< Empty: none.
};

}  // namespace sparsescope::ui
