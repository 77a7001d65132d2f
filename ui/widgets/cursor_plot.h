// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/selection.h"

#include <QWidget>

#include <vector>

class QPen;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;
class QTimer;

namespace sparsescope::ui {

/// A plot over the points of a path, on the axis that all such plots share, with the λ cursor. The cursor follows the
/// mouse and the arrow keys at once; cursorReleased() says where it came to rest. Margins are the same in all of them,
/// so that plots of one width line up.
class CursorPlot : public QWidget {
    Q_OBJECT
public:
    /// Where a point stands: sparse to the left on both axes.
    struct Place {
        double lambda = 0;
        double features = 0;  ///< Mean per class.
    };

    void setAxis(PathAxis axis);
    PathAxis axis() const { return m_axis; }
    void setCursor(int index);
    int cursor() const { return m_cursor; }

signals:
    void cursorMoved(int index);
    void cursorReleased(int index);

protected:
    CursorPlot(const QString& exportName, QWidget* parent);

    /// What is drawn: graphs and labels, in the present colours. The axes are fitted to the places before.
    virtual void draw() = 0;
    /// What the cursor stands on, for screen readers.
    virtual QString readout() const = 0;
    /// A press that means something else than moving the cursor.
    virtual bool pressed(const QPoint&) { return false; }
    virtual void hovered(const QPoint&) {}
    virtual void left() {}
    virtual bool doubleClicked(const QPoint&) { return false; }

    /// `beside`: of what is drawn along with the path, for which there must be room on the axis.
    void setPlaces(std::vector<Place> places, std::vector<Place> beside = {});
    const std::vector<Place>& places() const { return m_places; }
    void rebuild();
    void redrawSoon();
    QCustomPlot& plot() const { return *m_plot; }
    double positionOf(int index) const;
    /// Whether the point has a place of its own: on the axis of features those without any have none.
    bool hasPlace(int index) const;
    void setHeights(double lowest, double highest);
    void setAxisTitle(const QString& title);
    /// Another plot right below says what the axis is.
    void hideSharedAxis();
    /// Through these points in the order of the path, also where that goes to and fro on the axis.
    void addLine(const QPen& pen, const std::vector<QPointF>& points);
    /// A direct label at the right end of a line that ends at `height`.
    void addLabel(const QString& text, const QColor& color, double height, bool strong = false);

    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Label {
        QCPItemText* item;
        double height;
    };
    void fitAxis();
    void placeCursor();
    void placeLabels();
    void moveTo(int index);
    int nearest(double pixelX) const;
    bool mouse(QEvent* event);

    QCustomPlot* m_plot = nullptr;
    QCPItemStraightLine* m_line = nullptr;
    std::vector<Label> m_labels;
    QTimer* m_rest = nullptr;  ///< Keys: released once they pause.
    std::vector<Place> m_places, m_beside;
    PathAxis m_axis = PathAxis::Features;
    int m_cursor = -1;
    bool m_dragging = false;
    bool m_sharesAxis = false;
};

}  // namespace sparsescope::ui
