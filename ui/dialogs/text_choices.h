// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/text_data.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;

namespace sparsescope::ui {

/// How a table of texts is read: its columns, the label that stands against the rest, and what is done about classes of
/// different sizes. What was guessed is filled in.
class TextChoices : public QWidget {
    Q_OBJECT
public:
    explicit TextChoices(QWidget* parent = nullptr);

    void show(const TextPreview& preview);
    /// Other data: forget what was chosen for those before.
    void reset();
    void fill(DatasetOptions& options) const;

signals:
    void changed();

private:
    QComboBox* addChoice(const QString& title, const QString& explanation);
    void setRowVisible(QWidget* field, bool visible);

    QFormLayout* m_form = nullptr;
    QComboBox *m_text = nullptr, *m_label = nullptr, *m_target = nullptr, *m_balance = nullptr;
    QDoubleSpinBox* m_threshold = nullptr;
    QLabel* m_sample = nullptr;
    bool m_showing = false;  ///< Filling in is no choice of the person.
    bool m_chosen = false;   ///< The person changed a column or the label.
};

}  // namespace sparsescope::ui
