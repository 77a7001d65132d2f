// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"
#include "ui/shell/word_session.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTimer;

namespace sparsescope::ui {

class ConfusionMap;
class ContributionBars;
class SentenceList;
class SentenceSource;
class TextTableModel;

/// What is confused with what, and one text in detail: its tokens and words, why the head answers as it does, and a box in
/// which it can be edited: the prediction follows as one types, with the features that the edit moved.
class TextErrorsPage : public Page {
    Q_OBJECT
public:
    TextErrorsPage(Workspace& workspace, WordSession& words, QWidget* parent = nullptr);

protected:
    void refresh() override;

private:
    /// What is shown of the edited text, and of the text as it was.
    struct Predicted {
        TextPrediction before;
        TextPrediction after;
        LogitExplanation predicted;
        LogitExplanation truth;
        TextChange change;
        QString tokens;
        int label = 0;
    };
    QWidget* makeMap();
    QWidget* makeList();
    QWidget* makeText();
    ContributionBars* makeBars(const QString& accessibleName);
    void requestConfusion();
    void requestExamples();
    void showExamples(std::vector<ExampleRef> examples);
    void showText();
    void predict();
    std::string currentText() const;
    void showPrediction(const Predicted& predicted);
    void requestMarks();
    void showMarks(const WordAnswer& answer);
    void wordsChanged();

    WordSession& m_words;
    ConfusionMap* m_map = nullptr;
    QLabel* m_listTitle = nullptr;
    SentenceList* m_list = nullptr;
    SentenceSource* m_source = nullptr;
    QPlainTextEdit* m_edit = nullptr;
    QPushButton* m_reset = nullptr;
    QLabel* m_verdict = nullptr;
    QLabel* m_tokens = nullptr;
    ContributionBars* m_predicted = nullptr;
    ContributionBars* m_truth = nullptr;
    TextTableModel* m_moved = nullptr;
    QLabel* m_movedTitle = nullptr;
    QTimer* m_rest = nullptr;           ///< Words are marked once the typing pauses.
    std::shared_ptr<const HeadAnalysis> m_asked;
    int m_askedTruth = -2;
    int m_askedPredicted = -2;
    qint64 m_askedRow = -2;
    int m_klass = -1;                   ///< That the words are marked for: the predicted one.
    bool m_filling = false;
    bool m_edited = false;
    std::shared_ptr<TextLook> m_look;   ///< That the shown text comes from.
};

}  // namespace sparsescope::ui
