// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/word_cloud.h"

#include <QWidget>

class QLabel;

namespace sparsescope::ui {

class WordCloudView;

/// Both sides of a word cloud below one title: words that raise to the left, words that lower to the right.
class CloudPair : public QWidget {
    Q_OBJECT
public:
    explicit CloudPair(QWidget* parent = nullptr);

    /// `what`: "feature 12". `note` stands small below; it may be empty.
    void setCloud(const QString& title, const QString& what, const WordCloud& cloud, const QString& note = {});
    void showWord(const QString& word);
    WordCloudView* raises() const { return m_raises; }
    WordCloudView* lowers() const { return m_lowers; }

signals:
    void wordSelected(const QString& word);

private:
    QLabel* m_title = nullptr;
    QLabel* m_note = nullptr;
    WordCloudView* m_raises = nullptr;
    WordCloudView* m_lowers = nullptr;
};

}  // namespace sparsescope::ui
