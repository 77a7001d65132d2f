// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/sentence_model.h"
#include "ui/shell/word_session.h"

namespace sparsescope::ui {

class SentenceList;

/// The sentences of some examples with the words marked that move what is asked about. From the words of all texts where
/// they are known for it, else by running the network on the first of them, one after the other.
class SentenceSource : public QObject {
    Q_OBJECT
public:
    SentenceSource(TaskRunner& tasks, AuditSession& session, WordSession& words, SentenceList& list);

    /// What is marked; `index` −1: nothing.
    void show(const std::vector<ExampleRef>& examples, WordQuestion::Of of, int index, bool withActivation);

private:
    std::vector<WordEffect> known(std::int64_t row, WordQuestion::Of of, int index) const;
    QString caption(const ExampleRef& example, bool withActivation) const;
    void askFor(std::vector<std::int64_t> rows, WordQuestion::Of of, int index);

    TaskRunner& m_tasks;
    AuditSession& m_session;
    WordSession& m_words;
    SentenceList& m_list;
};

/// Words and effects of an answer, as marks are made of.
std::vector<WordEffect> effectsOf(const WordAnswer& answer);

}  // namespace sparsescope::ui
