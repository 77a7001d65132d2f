// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/word_session.h"
#include "ui/widgets/empty_state.h"

class QDoubleSpinBox;
class QPushButton;
class QSpinBox;

namespace sparsescope::ui {

/// Around clouds: while the words of the texts are not known it says what they would cost and offers to make them; then
/// the clouds, and above them how many words they show.
class WordsBox : public EmptyState {
    Q_OBJECT
public:
    WordsBox(WordSession& words, QWidget* clouds, QWidget* parent = nullptr);

    CloudOptions options() const;
    /// Shows the clouds if there are words, else what is missing; true for the clouds.
    bool refresh();
    /// The words were not made for what is asked: offers to make them anew.
    void offerAnew(const QString& why);

signals:
    void optionsChanged();

private:
    void act();
    void showMade(const CorpusWords& words);
    void showPrice();

    WordSession& m_words;
    QDoubleSpinBox* m_share = nullptr;
    QSpinBox* m_least = nullptr;
    QPushButton* m_goOn = nullptr;
    bool m_anew = false;
    bool m_all = false;   ///< The button above the clouds takes all texts in place of the sample.
};

}  // namespace sparsescope::ui
