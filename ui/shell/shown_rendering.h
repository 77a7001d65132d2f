// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/feature_pictures.h"

#include <QByteArray>
#include <QImage>
#include <QString>

#include <vector>

// A rendered picture of a feature as the window shows it, and what is said of it.

namespace sparsescope::ui {

struct ShownRendering {
    FeaturePicture facts;           ///< Without the images.
    std::vector<QImage> images;
};

/// A picture in the making.
struct LiveRendering {
    PictureWish wish;
    int step = 0;
    int steps = 0;                  ///< 0: it has not begun.
    std::vector<QImage> images;
    std::vector<double> values;
};

ShownRendering shownRendering(FeaturePicture picture);
LiveRendering liveRendering(const PictureWish& wish, const RenderUpdate& update);
/// The same for the same wish, and for no other.
QByteArray wishKey(const PictureWish& wish);
/// What is rendered where nothing else is asked for: one picture from noise with seed 0.
PictureWish plainWish(int feature, bool negative, PictureWish::Quality quality);
bool isPlain(const PictureWish& wish);

/// "+ raises it", "− lowers it"
QString signWords(bool negative);
/// "Full, seed 3, 512 steps"
QString settingsWords(const PictureWish& wish);
/// "reached 5.8 · highest on real data 4.1"; of the negative side what goes into the activation.
QString reachedWords(const FeaturePicture& picture);
/// Meaning of those numbers, for a tooltip.
QString reachedTip(const FeaturePicture& picture);
/// What a reader must know: that it was stopped, or that real pictures do more; or empty.
QString cautionWords(const FeaturePicture& picture);
/// "feature-812-plus.png", "feature-812-minus-2.png"
QString pictureFileName(const PictureWish& wish, int picture);
/// All of it on one line each, for a file that leaves the window.
QString provenanceWords(const FeaturePicture& picture);

}  // namespace sparsescope::ui
