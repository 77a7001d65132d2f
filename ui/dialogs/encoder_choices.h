// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/feature_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSpinBox;

namespace sparsescope::ui {

/// What of a text encoder becomes the features, and how much of a long text it reads.
class EncoderChoices : public QWidget {
    Q_OBJECT
public:
    explicit EncoderChoices(QWidget* parent = nullptr);

    /// What was found in the file; with `proposed` its own choices are taken over those of the person.
    void show(const TextFacts& facts, bool proposed);
    /// Only what differs from what the file proposes.
    void fill(ModelOptions& options) const;

private:
    TextFacts m_facts;
    QComboBox* m_feature = nullptr;
    QLabel* m_why = nullptr;
    QSpinBox* m_tokens = nullptr;
    QLabel* m_tokensWhy = nullptr;
};

}  // namespace sparsescope::ui
