// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"

#include <QWidget>

class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;

namespace sparsescope::ui {

/// Accuracy against features per class along the path, with the λ cursor. Filled marks: certified; hollow: not.
/// The cursor follows the mouse and the arrow keys at once; cursorReleased() says where it came to rest.
class PathPlot : public QWidget
{
    Q_OBJECT
public:
    explicit PathPlot(QWidget* parent = nullptr);

    void setPath(const PathView& path);
    void setCursor(int index);
    int cursor() const { return m_cursor; }
    /// "λ 0.0123 · 14.2 features per class · validation 91.2 % · certified to 3e-06"
    QString readout() const;

signals:
    void cursorMoved(int index);
    void cursorReleased(int index);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void restyle();
    void rebuild();
    void addLine(const std::string& split, int order);
    void addOriginal();
    void addChosen();
    void fitAxes();
    void placeCursor();
    void placeLabels();
    void moveTo(int index);
    int nearest(double pixelX) const;
    double positionOf(const PathRow& row) const;

    QCustomPlot* m_plot = nullptr;
    QCPItemStraightLine* m_line = nullptr;
    std::vector<QCPItemText*> m_labels;
    std::vector<double> m_labelHeights;  ///< Accuracy in percent that each label stands for.
    QTimer* m_rest = nullptr;            ///< Keys: released once they pause.
    PathView m_path;
    int m_cursor = -1;
    bool m_dragging = false;
};

}  // namespace sparsescope::ui
