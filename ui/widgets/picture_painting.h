// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/picture_cache.h"

#include <QObject>
#include <QRect>
#include <QTimer>

class QPainter;
class QWidget;

namespace sparsescope::ui {

/// Draws the picture into `box`, fading in, or a quiet placeholder until it comes; never moves anything.
void paintPicture(QPainter& painter, const QRect& box, PictureCache& pictures, const PictureKey& key,
                  const QWidget* widget);

/// Device pixels of a box, rounded up so that small resizes reuse what is there.
int pictureSide(const QRect& box, const QWidget* widget);

/// Repaints a widget while pictures arrive and fade in.
class FadeTicker : public QObject
{
    Q_OBJECT
public:
    FadeTicker(PictureCache& pictures, QWidget* widget);

private:
    QTimer m_timer;
    int m_left = 0;
};

}  // namespace sparsescope::ui
