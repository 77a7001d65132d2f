// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "ui/shell/task_runner.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace sparsescope::ui {

class EmptyState;
class EncoderChoices;
class FilterTable;
class TextTableModel;

/// Which model, and what was understood of it: kind, head, input, preprocessing to correct, tensors that do not fit.
class ModelStep : public QWidget {
    Q_OBJECT
public:
    explicit ModelStep(TaskRunner& tasks, QWidget* parent = nullptr);

    void setFile(const QString& file);
    bool ready() const { return m_info && m_info->usable(); }
    /// Whether the network reads texts.
    bool readsTexts() const { return m_info && m_info->input == ModelInfo::Input::Texts; }
    void fill(AuditSettings& settings) const;
    void showInfo(const ModelInfo& info);

signals:
    void changed();

private:
    QWidget* makeUnderstood();
    QWidget* makePreprocessing();
    QWidget* makeDevice();
    void browseFile();
    void browseFolder();
    void fileEntered();
    void inspect();
    void failed(const Failure& failure);
    void showMismatches();
    QString understood() const;
    ModelOptions options() const;

    TaskRunner& m_tasks;
    std::optional<ModelInfo> m_info;
    QString m_asked;  ///< The file that consent and corrections are for.
    QLineEdit* m_file = nullptr;
    EmptyState* m_state = nullptr;
    QLabel* m_understood = nullptr;
    QCheckBox* m_consent = nullptr;
    QComboBox* m_device = nullptr;
    QSpinBox *m_resize = nullptr, *m_crop = nullptr;
    QLineEdit *m_mean = nullptr, *m_deviation = nullptr;
    QLabel* m_source = nullptr;
    QWidget* m_preprocessing = nullptr;
    EncoderChoices* m_encoder = nullptr;
    QWidget* m_where = nullptr;
    TextTableModel* m_mismatches = nullptr;
    FilterTable* m_mismatchTable = nullptr;
    bool m_edited = false;      ///< The preprocessing was changed by hand.
    bool m_otherFile = true;    ///< What is shown next is of another file than what was shown last.
};

}  // namespace sparsescope::ui
