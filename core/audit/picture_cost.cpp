// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/feature_pictures.h"

#include <chrono>

namespace sparsescope {

namespace {

constexpr int timedSteps = 3;

/// One that can be climbed, where there is one.
int someFeature(const HeadAnalysis& head)
{
    for (const int feature : head.head().usedFeatures())
        if (!head.data().pieces().health[static_cast<std::size_t>(feature)].dead)
            return feature;
    return 0;
}

Result<double> secondsPerStep(const VisionModel& model, int feature, int side, Progress& progress)
{
    RenderOptions options;
    options.stages = {{side, timedSteps}};
    Progress silent({}, progress.stopToken());
    // The first round pays for buffers and weights that are laid out once.
    SS_CHECK([&]() -> Status {
        SS_TRY(const Rendering rendering, render(model, {{oneFeature(feature)}}, options, silent));
        return Done{};
    }());
    const auto begin = std::chrono::steady_clock::now();
    SS_TRY(const Rendering rendering, render(model, {{oneFeature(feature)}}, options, silent));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return took.count() / timedSteps;
}

Result<double> secondsOf(const VisionModel& model, int feature, const std::vector<RenderStage>& stages, Progress& progress)
{
    double seconds = 0;
    for (const RenderStage& stage : stages) {
        SS_TRY(const double step, secondsPerStep(model, feature, stage.side, progress));
        seconds += step * stage.steps;
    }
    return seconds;
}

}  // namespace

Result<PictureCost> FeaturePictures::cost(const HeadAnalysis& head, Progress& progress) const
{
    SS_TRY(const auto model, m_parts.openModel(progress));
    const int feature = someFeature(head);
    PictureCost cost;
    SS_TRY(cost.previewSeconds, secondsOf(*model, feature, previewQuality(*model), progress));
    SS_TRY(cost.fullSeconds, secondsOf(*model, feature, fullQuality(*model), progress));
    return cost;
}

}  // namespace sparsescope
