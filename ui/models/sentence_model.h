// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/words.h"
#include "ui/models/roles.h"

#include <QAbstractListModel>

#include <string>
#include <vector>

namespace sparsescope::ui {

/// A word of a sentence that carries something, in the characters that are shown.
struct SentenceMark {
    int begin = 0;
    int length = 0;
    double strength = 0;        ///< −1…1; above 0: raises.
};

/// One text as it is listed. All of it is plain text.
struct Sentence {
    qint64 row = -1;
    QString text;
    QString caption;
    std::vector<SentenceMark> marks;
};

/// A word of the untrusted text and what it does.
struct WordEffect {
    std::vector<Word> places;
    double effect = 0;
};

/// The text made safe to show, with its words marked as far as their effect is of any size beside the largest of all.
/// `largest` 0: that of this text.
Sentence sentenceOf(qint64 row, const std::string& text, const std::vector<WordEffect>& words, double largest = 0);

class SentenceModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { CaptionRole = FirstOwnRole, MarksRole };
    using QAbstractListModel::QAbstractListModel;

    void setSentences(std::vector<Sentence> sentences);
    /// Marks that came later, for the sentence of this row; its caption stays.
    void setMarks(const Sentence& marked);
    const std::vector<Sentence>& sentences() const { return m_sentences; }
    const Sentence& at(int index) const { return m_sentences[static_cast<std::size_t>(index)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<Sentence> m_sentences;
};

}  // namespace sparsescope::ui
