// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"
#include "ui/shell/word_session.h"

class QLabel;
class QPushButton;

namespace sparsescope::ui {

class CloudPair;
class HistogramPlot;
class NoteEdit;
class SentenceList;
class SentenceSource;
class TextTableModel;
class WordsBox;

/// One feature of a text network: the texts that excite it most and least with the words that do it, the words of all
/// texts that raise and lower it, who uses it, and how it is distributed. A click on a word lists its texts.
class TextFeaturePage : public Page {
    Q_OBJECT
public:
    TextFeaturePage(Workspace& workspace, WordSession& words, QWidget* parent = nullptr);
    void rename() override;

protected:
    void refresh() override;

private:
    QWidget* makeTexts();
    QWidget* makeSide();
    SentenceList* makeList(const QString& accessibleName);
    void request();
    void show(FeatureView view);
    void showTexts();
    void showClouds();
    void showWord(const QString& word);
    void showUses(const QString& word, const std::vector<WordUse>& uses);
    void showName();
    void showUsers();
    void wordsChanged();
    void store(const std::string& name, const std::string& note);

    WordSession& m_words;
    QLabel* m_mostTitle = nullptr;
    QPushButton* m_back = nullptr;
    SentenceList* m_most = nullptr;
    SentenceList* m_least = nullptr;
    SentenceSource* m_mostSource = nullptr;
    SentenceSource* m_leastSource = nullptr;
    WordsBox* m_box = nullptr;
    CloudPair* m_cloud = nullptr;
    QPushButton* m_propose = nullptr;
    TextTableModel* m_users = nullptr;
    NoteEdit* m_note = nullptr;
    HistogramPlot* m_histogram = nullptr;
    FeatureView m_view;
    QString m_proposed;
    QString m_word;     ///< Whose texts are listed; empty: the strongest.
    std::shared_ptr<const HeadAnalysis> m_asked;
    int m_askedFeature = -1;
};

}  // namespace sparsescope::ui
