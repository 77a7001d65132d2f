// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "ui/shell/rendering_queue.h"

namespace sparsescope::ui {

/// What renders and what is kept: an audit's FeaturePictures, or something quick in a test. Called on other threads.
struct RenderingSource {
    std::function<std::optional<FeaturePicture>(const HeadAnalysis&, const PictureWish&)> kept;
    std::function<Result<FeaturePicture>(const HeadAnalysis&, const PictureWish&, Progress&, const RenderObserver&)> make;
    std::function<Result<PictureCost>(const HeadAnalysis&, Progress&)> cost;

    explicit operator bool() const { return make != nullptr; }
};

RenderingSource sourceOf(std::shared_ptr<const FeaturePictures> pictures);

/// What a worker tells, on its own thread.
struct RenderingEvents {
    std::function<void(const PictureWish&)> begun;
    std::function<void(const PictureWish&, const RenderUpdate&)> updated;
    std::function<void(FeaturePicture)> ended;      ///< Also a stopped one that shows something.
};

/// Renders one picture after the other until there is none left. A stop in the middle keeps the picture in the making.
Result<Done> renderAll(RenderingQueue& queue, const RenderingSource& source, Progress& progress, const RenderingEvents& events);

}  // namespace sparsescope::ui
