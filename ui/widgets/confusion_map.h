// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"

#include <QAbstractScrollArea>

namespace sparsescope::ui {

/// Confusion matrix as a heat map: rows are true classes, columns predictions, colour the share of the row. Draws only
/// what is visible, so that 1,000 classes cost no more than 30. Ctrl and wheel zoom; arrows move; Enter opens.
class ConfusionMap : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit ConfusionMap(QWidget* parent = nullptr);

    void setConfusion(ConfusionView confusion);
    void showCell(int truth, int predicted);
    int classCount() const { return static_cast<int>(m_confusion.counts.size()); }
    QString cellWords(int truth, int predicted) const;

signals:
    void cellSelected(int truth, int predicted);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Cell {
        int truth = -1;
        int predicted = -1;
    };
    Cell cellAt(const QPoint& position) const;
    QRect rectOf(int truth, int predicted) const;
    int namesRoom() const;
    int margin() const;       ///< Of the row names; the column names take as much above.
    int fittingCell() const;
    void setCellSize(int size);
    void updateBars();
    void scrollTo(const Cell& cell);
    void paintCells(QPainter& painter);
    void paintCount(QPainter& painter, const QRect& cell, std::int64_t rows, double share);
    void paintNames(QPainter& painter);
    double shareOf(int truth, int predicted) const;

    ConfusionView m_confusion;
    std::vector<std::int64_t> m_rowSums;
    int m_longestName = 0;    ///< Pixels, of the names as shown.
    Cell m_current;
    int m_cell = 24;
    bool m_fit = true;
};

}  // namespace sparsescope::ui
