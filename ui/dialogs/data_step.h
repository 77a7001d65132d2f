// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "data/text_data.h"
#include "ui/shell/task_runner.h"

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace sparsescope::ui {

class EmptyState;
class TextChoices;
class TextTableModel;

/// Which pictures or texts: classes and counts as found, the split, and a file with readable names.
class DataStep : public QWidget {
    Q_OBJECT
public:
    explicit DataStep(TaskRunner& tasks, QWidget* parent = nullptr);

    /// What the network reads; data of the other kind are refused in words.
    void setTexts(bool texts);
    void setFolder(const QString& folder);
    bool ready() const { return m_ready; }
    void fill(AuditSettings& settings) const;
    void showDataset(const Dataset& dataset);
    void showPreview(const TextPreview& preview);

signals:
    void changed();

private:
    QWidget* makeFound();
    void browseFolder();
    void browseFile();
    void sayWhatIsWanted();
    void failed(const Failure& failure);
    void refused(const Error& error);
    void browseNames();
    void entered();
    void list();

    TaskRunner& m_tasks;
    bool m_texts = false;
    QLabel* m_title = nullptr;
    QLineEdit* m_folder = nullptr;
    QPushButton* m_file = nullptr;
    QLineEdit* m_names = nullptr;
    QDoubleSpinBox *m_validation = nullptr, *m_test = nullptr;
    QSpinBox* m_seed = nullptr;
    QWidget* m_split = nullptr;
    EmptyState* m_state = nullptr;
    QLabel* m_summary = nullptr;
    TextChoices* m_choices = nullptr;
    TextTableModel* m_classes = nullptr;
    QString m_asked;  ///< Folder and names file that are listed.
    bool m_ready = false;
};

}  // namespace sparsescope::ui
