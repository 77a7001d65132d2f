// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/name_proposal.h"

#include <QWidget>

class QPushButton;

namespace sparsescope::ui {

class ElidedLabel;

/// A name that is proposed for a feature: why, with all the evidence on hover, and a button that takes it.
class NameLine : public QWidget {
    Q_OBJECT
public:
    explicit NameLine(QWidget* parent = nullptr);

    /// Hidden where nothing stands out, or where the person has named the feature.
    void setProposal(const NameProposal& proposal, bool named);
    QString words() const;
    QPushButton* button() const { return m_accept; }

signals:
    void accepted(const QString& name);

private:
    ElidedLabel *m_words = nullptr, *m_why = nullptr;
    QPushButton* m_accept = nullptr;
    QString m_name;
};

/// "7 of the 9 strongest are of class ‘stop sign’ (12 × its share)"
QString evidenceWords(const NameEvidence& evidence, std::int64_t rows);

}  // namespace sparsescope::ui
