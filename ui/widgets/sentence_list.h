// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/sentence_model.h"

#include <QListView>

class QTextCharFormat;

namespace sparsescope::ui {

/// How a word that raises or lowers is marked: by its ground and by the line below it, solid or dashed, so that colour is
/// not all that tells them apart.
QTextCharFormat markFormat(const QWidget* widget, double strength);

/// Sentences below each other, each with a caption and up to two lines, and the words that matter marked.
class SentenceList : public QListView {
    Q_OBJECT
public:
    explicit SentenceList(const QString& accessibleName, QWidget* parent = nullptr);

    SentenceModel& sentences() { return *m_model; }
    /// Selects the sentence of this row without telling anybody; none where it is not there.
    void showId(qint64 row);

signals:
    void idSelected(qint64 row);
    void idOpened(qint64 row);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    SentenceModel* m_model;
    bool m_quiet = false;
};

}  // namespace sparsescope::ui
