// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/word_cloud.h"

#include <QWidget>

#include <vector>

namespace sparsescope::ui {

/// One side of a word cloud: the stronger a word, the larger and the nearer to the middle. The same words in the same
/// room lie always in the same places. Left and Right go from strong to weak, Return opens the word.
class WordCloudView : public QWidget {
    Q_OBJECT
public:
    enum class Side { Raises, Lowers };

    explicit WordCloudView(Side side, QWidget* parent = nullptr);

    /// `what` stands in the accessible name: "feature 12", "the class cat".
    void setWords(std::vector<CloudWord> words, const QString& what);
    /// Marks a word as the current one without telling anybody; empty: none.
    void showWord(const QString& word);

    int shownWords() const { return static_cast<int>(m_places.size()); }
    QRect placeOf(int word) const { return m_places[static_cast<std::size_t>(word)]; }
    QSize sizeHint() const override { return {260, 160}; }
    QSize minimumSizeHint() const override { return {140, 90}; }

signals:
    void wordSelected(const QString& word);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void layOut();
    bool place(double scale);
    QFont fontOf(const CloudWord& word, double scale) const;
    int wordAt(const QPoint& position) const;
    QString wordText(int word) const;
    QString tipOf(int word) const;
    void setCurrent(int word);
    void select(int word);
    void paintWord(QPainter& painter, int word) const;

    Side m_side;
    std::vector<CloudWord> m_words;     ///< Strongest first.
    std::vector<QRect> m_places;        ///< Of the first words, as many as there is room for.
    QString m_what;
    double m_scale = 1;
    int m_current = -1;
};

}  // namespace sparsescope::ui
