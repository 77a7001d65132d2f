// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"
#include "ui/shell/word_session.h"

class QLabel;
class QPushButton;

namespace sparsescope::ui {

class CloudPair;
class FilterTable;
class SentenceList;
class SentenceSource;
class TextTableModel;
class WordsBox;

/// One class of an audit of texts: its features with weights, texts, and its words by the head in view beside those by
/// the densest head of the path.
class TextClassPage : public Page {
    Q_OBJECT
public:
    TextClassPage(Workspace& workspace, WordSession& words, QWidget* parent = nullptr);
    void rename() override;

protected:
    void refresh() override;

private:
    struct Clouds {
        int klass = -1;
        ClassClouds clouds;
        bool known = false;             ///< Some of the class's weight is on features whose words are known.
        std::vector<std::pair<int, QString>> names;     ///< Proposed, by feature.
    };
    QWidget* makeLeft();
    QWidget* makeRight();
    void requestClass();
    void showClass(ClassView view);
    void showFeatures();
    void showTexts();
    void showClouds();
    void adoptClouds(Clouds clouds);
    void showWord(const QString& word);
    void leaveWord();
    void wordsChanged();
    QString nameOf(const WeightBar& bar) const;

    WordSession& m_words;
    TextTableModel* m_features = nullptr;
    FilterTable* m_table = nullptr;
    QLabel* m_listTitle = nullptr;
    QPushButton* m_back = nullptr;
    SentenceList* m_list = nullptr;
    SentenceSource* m_source = nullptr;
    WordsBox* m_box = nullptr;
    CloudPair* m_sparse = nullptr;
    CloudPair* m_dense = nullptr;
    ClassView m_view;
    std::vector<std::pair<int, QString>> m_proposed;
    std::shared_ptr<const HeadAnalysis> m_asked;
    int m_askedClass = -1;
    int m_shownFeature = -2;
    QString m_word;                     ///< Whose texts are listed; empty: the feature's or the class's.
};

}  // namespace sparsescope::ui
