// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/picture_cache.h"

#include <QWidget>

namespace sparsescope::ui {

/// One picture, large, as the network sees it, with a feature's activation map over it at a chosen strength.
class OverlayViewer : public QWidget
{
    Q_OBJECT
public:
    explicit OverlayViewer(PictureCache& pictures, QWidget* parent = nullptr);

    /// `feature` −1: no map. `words` is read out and shown on hover.
    void setPicture(qint64 row, int feature, const QString& words);
    void setStrength(double strength);

    QSize sizeHint() const override { return {224, 224}; }
    QSize minimumSizeHint() const override { return {112, 112}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PictureCache& m_pictures;
    qint64 m_row = -1;
    int m_feature = -1;
    double m_strength = 1;
};

}  // namespace sparsescope::ui
