// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/weight_map.h"
#include "ui/widgets/figure_export.h"

#include <QAbstractScrollArea>

#include <memory>

namespace sparsescope::ui {

struct Tokens;

/// Weights of a head as a map: rows are classes, columns features, colour and + or − the sign. Draws only what is visible;
/// where cells are smaller than a pixel, each pixel shows the largest weight under it. Ctrl and wheel zoom, the wheel and a
/// drag move; arrows go from weight to weight, + and − zoom, 0 shows all, Enter opens the feature.
class HeatMap : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit HeatMap(QWidget* parent = nullptr);

    void setMap(std::shared_ptr<const WeightMap> map);
    /// Marks a class and a feature without telling anybody, and brings the cell into view.
    void showCell(int klass, int feature);
    QString cellWords(int row, int column) const;
    void zoom(double factor);
    void fit();
    double cellWidth() const { return m_width; }
    double cellHeight() const { return m_height; }
    /// As it is seen now, for files.
    Figure figure();
    /// All weights, not the visible ones alone.
    static QString csvOf(const WeightMap& map);

signals:
    void cellSelected(int klass, int feature);
    void featureOpened(int feature);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Cell {
        int row = -1;
        int column = -1;
        bool operator==(const Cell&) const = default;
    };
    /// The part of the map that can be seen, as rows and columns.
    struct Window {
        int firstRow, lastRow, firstColumn, lastColumn;
    };
    int rows() const { return m_map ? static_cast<int>(m_map->rows.size()) : 0; }
    int columns() const { return m_map ? static_cast<int>(m_map->columns.size()) : 0; }
    int footer() const;
    int classRoom() const;
    int featureRoom() const;
    int left() const;
    int top() const;
    QRect plot() const;
    QRectF rectOf(const Cell& cell) const;
    Window visible() const;
    Cell cellAt(const QPoint& position) const;
    Cell meantAt(const QPoint& position) const;
    void measure();
    void computeFit(double& width, double& height) const;
    void setCells(double width, double height, const QPoint& keep);
    void updateBars();
    void scrollTo(const Cell& cell);
    void hover(const Cell& cell);
    Cell nextWeight(Qt::Key key) const;
    void choose(const Cell& cell);
    QColor colorOf(double weight, const Tokens& t) const;
    void paintAll(QPainter& painter);
    void paintNothing(QPainter& painter);
    void paintPixels(QPainter& painter, const Window& window);
    void paintRects(QPainter& painter, const Window& window);
    void paintSign(QPainter& painter, const QRectF& cell, double weight);
    void paintCurrent(QPainter& painter);
    void paintNames(QPainter& painter, const Window& window);
    void paintFooter(QPainter& painter);
    QString columnWords(int column) const;

    std::shared_ptr<const WeightMap> m_map;
    double m_width = 12;            ///< Of a cell, in pixels.
    double m_height = 12;
    bool m_fit = true;
    int m_longestClass = 0;         ///< Pixels, of the names as shown.
    int m_longestFeature = 0;
    Cell m_current, m_hovered;
    QString m_trouble;              ///< What could not be saved; shown in the footer.
    QPoint m_pressed;
    QPoint m_scrollPressed;
    bool m_dragging = false;
};

}  // namespace sparsescope::ui
