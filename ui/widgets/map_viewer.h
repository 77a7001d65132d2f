// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/superpixels.h"
#include "ui/shell/picture_cache.h"

#include <QLineF>
#include <QWidget>

#include <functional>
#include <optional>

namespace sparsescope::ui {

/// One picture, large, as the network sees it, and on it a map with an outline, or superpixels of which some are chosen.
class MapViewer : public QWidget {
    Q_OBJECT
public:
    /// Superpixels of the picture; the chosen ones stay bright and bear their rank.
    struct Parts {
        Superpixels segments;
        std::vector<int> chosen;    ///< By rank.
        bool negative = false;      ///< They speak against what is explained.
    };

    explicit MapViewer(PictureCache& pictures, QWidget* parent = nullptr);

    /// A row of the audit, or, with −1, any picture. Takes away what lay on the one before. `words` is read out.
    void setPicture(qint64 row, const QImage& picture, const QString& words);
    void setMap(const std::optional<ActivationMap>& map);
    void setParts(std::optional<Parts> parts);
    void setStrength(double strength);
    /// Outlines where the map reaches this share of its maximum; 0: no outline.
    void setOutline(double share);
    /// What is said of a place of the picture, each coordinate 0 … 1; empty: nothing.
    void setReadout(std::function<QString(const QPointF& place)> readout) { m_readout = std::move(readout); }

    const std::optional<Parts>& parts() const { return m_parts; }
    bool hasMap() const { return m_map.has_value(); }
    int outlineLines() const { return static_cast<int>(m_outline.size()); }
    QSize sizeHint() const override { return {288, 288}; }
    QSize minimumSizeHint() const override { return {112, 112}; }

signals:
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRect box() const;
    void buildOutline();
    void paintMap(QPainter& painter, const QRect& box) const;
    void paintParts(QPainter& painter, const QRect& box) const;
    void paintRanks(QPainter& painter, const QRect& box) const;

    PictureCache& m_pictures;
    qint64 m_row = -1;
    QPixmap m_picture;
    std::optional<ActivationMap> m_map;
    QImage m_layer;                     ///< The map's colours.
    QList<QLineF> m_outline;            ///< In a picture of 1 × 1.
    std::optional<Parts> m_parts;
    QImage m_dim;                       ///< Over all that is not chosen.
    QList<QLineF> m_borders, m_chosen;  ///< In pixels of the picture.
    std::function<QString(const QPointF&)> m_readout;
    double m_strength = 1;
    double m_share = 0;
};

}  // namespace sparsescope::ui
