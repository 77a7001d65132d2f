// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/weight_map.h"
#include "ui/shell/picture_cache.h"
#include "ui/widgets/figure_export.h"

#include <QPainterPath>
#include <QWidget>

namespace sparsescope::ui {

/// Features on the left, classes on the right, between them bands as wide as their weights, in the sign's colour and with
/// + or −; a negative band also has a dashed edge. Hover tells, a click selects, a double click opens; arrows move between
/// the names, Enter opens.
class FlowView : public QWidget {
    Q_OBJECT
public:
    explicit FlowView(PictureCache& pictures, QWidget* parent = nullptr);

    /// `withPictures`: thumbnails beside the features.
    void setFlow(WeightFlow flow, bool withPictures);
    const WeightFlow& flow() const { return m_flow; }
    /// Marks them without telling anybody; −1: none.
    void showSelected(int klass, int feature);
    /// What is said about a band, a feature or a class of the flow.
    QString bandWords(int band) const;
    QString leftOut() const;
    Figure figure();
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override { return minimumSizeHint(); }
    /// A place on a band, to aim at.
    QPoint placeOn(int band) const;

signals:
    void featureSelected(int feature);
    void classSelected(int klass);
    void bandSelected(int klass, int feature);
    void featureOpened(int feature);
    void classOpened(int klass);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    /// What is at a place: at most one of the three.
    struct Hit {
        int band = -1;
        int feature = -1;   ///< Places in the flow.
        int klass = -1;
        bool operator==(const Hit&) const = default;
        bool any() const { return band >= 0 || feature >= 0 || klass >= 0; }
    };
    /// A feature or class: its row with the name, and the bar where its bands end.
    struct Node {
        QRectF row;
        QRectF bar;
    };
    int nodeHeight(bool left) const;
    void arrange();
    void stack(bool left, double scale);
    Hit hitAt(const QPoint& position) const;
    QString wordsOf(const Hit& hit) const;
    bool touches(const Hit& hit, const WeightFlow::Band& band) const;
    void paintAll(QPainter& painter);
    void paintBands(QPainter& painter);
    void paintBand(QPainter& painter, int band, double opacity);
    void paintFeature(QPainter& painter, int feature);
    void paintClass(QPainter& painter, int klass);
    void paintFooter(QPainter& painter);
    void moveBy(int step);

    PictureCache& m_pictures;
    WeightFlow m_flow;
    bool m_withPictures = false;
    std::vector<Node> m_features, m_classes;
    std::vector<QPainterPath> m_bands;
    std::vector<double> m_widths;           ///< Of the bands, in pixels.
    Hit m_hovered;
    int m_klass = -1;                       ///< Selected, as numbers of the audit.
    int m_feature = -1;
    bool m_keysRight = false;               ///< Arrows move among the classes.
    QString m_trouble;
};

}  // namespace sparsescope::ui
