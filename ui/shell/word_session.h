// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/text_look.h"
#include "ui/shell/audit_session.h"

#include <optional>

namespace sparsescope::ui {

/// What the window knows of the words of an audit of texts: its texts, the words of all of them once they were made, and
/// what making them would cost. Empty for audits of pictures.
class WordSession : public QObject {
    Q_OBJECT
public:
    WordSession(TaskRunner& tasks, AuditSession& session, QObject* parent = nullptr);

    bool ofTexts() const;
    const std::shared_ptr<TextLook>& look() const { return m_look; }
    const std::shared_ptr<const CorpusWords>& words() const { return m_words; }
    const std::optional<CorpusCost>& cost() const { return m_cost; }
    /// What a sample of sampleSize() texts would cost; nothing where all of them are offered only.
    const std::optional<CorpusCost>& sampleCost() const { return m_sampleCost; }
    bool making() const { return m_task != 0; }
    /// The words there are are those of a sample.
    bool sampled() const { return m_words && m_words->textCount() < m_words->corpusSize(); }
    /// In place of the audit's own, for one whose network is not at hand.
    void setLook(std::shared_ptr<TextLook> look);

    /// Measures what the words of all texts would cost, once.
    void askCost();
    static constexpr std::int64_t sampleSize = 1000;
    /// Takes out the words of all texts, or of a sample of `sample` > 0 of them, in the background; goes on where it was
    /// stopped. `anew`: from the beginning.
    void make(bool anew = false, std::int64_t sample = 0);
    /// Goes on with what was begun, all texts or a sample.
    void goOn();
    void stop();

signals:
    void changed();

private:
    void follow();
    void adopt(std::shared_ptr<TextLook> look);
    void readWords();
    void made();

    TaskRunner& m_tasks;
    AuditSession& m_session;
    std::shared_ptr<const AuditData> m_data;        ///< That the look belongs to.
    std::shared_ptr<TextLook> m_given;
    std::shared_ptr<TextLook> m_look;
    std::shared_ptr<const CorpusWords> m_words;
    std::optional<CorpusCost> m_cost;
    std::optional<CorpusCost> m_sampleCost;
    bool m_costAsked = false;
    quint64 m_task = 0;
};

}  // namespace sparsescope::ui
