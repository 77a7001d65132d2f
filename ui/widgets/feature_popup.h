// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/picture_cache.h"

#include <QImage>
#include <QWidget>

namespace sparsescope::ui {

/// Beside the mouse: a feature's strongest pictures, its name and a few lines about it. Takes no clicks and no focus.
class FeaturePopup : public QWidget {
    Q_OBJECT
public:
    FeaturePopup(PictureCache& pictures, QWidget* parent);

    /// `rendered`: the feature's own picture, before the others where there is one.
    void showFor(const QString& title, const QStringList& lines, const std::vector<qint64>& rows, const QPoint& global,
                 const QImage& rendered = {});
    /// One picture, large.
    void showLarge(const QString& title, const QStringList& lines, const QImage& picture, const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void place(int pictureWidth, const QPoint& global);

    PictureCache& m_pictures;
    QString m_title;
    QStringList m_lines;
    std::vector<qint64> m_rows;
    QImage m_rendered;
    int m_side = 0;  ///< Of each picture.
};

}  // namespace sparsescope::ui
