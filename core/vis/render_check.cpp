// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/render_check.h"

#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr int smallestSide = 16;
constexpr int largestSide = 1024;
constexpr int mostSteps = 100'000;
constexpr std::size_t mostPictures = 64;

Status checkStage(const VisionModel& model, const RenderStage& stage)
{
    if (stage.steps < 1 || stage.steps > mostSteps)
        return Error{"E-VIS-003", fmt::format("A picture takes at least one step and at most {}, not {}.", mostSteps, stage.steps), ""};
    const int own = model.info().preprocessing.crop;
    if (!model.takesAnySize() && stage.side != own)
        return Error{"E-VIS-002", fmt::format("This network takes pictures of {} pixels only, not {}.", own, stage.side), ""};
    if (stage.side < smallestSide || stage.side > largestSide)
        return Error{"E-VIS-002", fmt::format("A picture has {} to {} pixels on a side, not {}.", smallestSide, largestSide, stage.side), ""};
    return Done{};
}

Status checkDirection(const VisionModel& model, const Direction& direction)
{
    const int count = model.info().features;
    if (direction.terms.empty())
        return Error{"E-VIS-004", "There is nothing to show: no feature has a weight in what was asked for.", ""};
    for (const Direction::Term& term : direction.terms) {
        if (term.feature < 0 || term.feature >= count)
            return Error{"E-VIS-004", fmt::format("There is no feature {}: this network has features 0 to {}.", term.feature, count - 1), ""};
        if (!std::isfinite(term.weight))
            return Error{"E-VIS-004", fmt::format("The weight of feature {} is not a number.", term.feature), ""};
    }
    return Done{};
}

}  // namespace

Status checkRender(const VisionModel& model, const Goal& goal, const RenderOptions& options)
{
    if (!model.hasGradients())
        return Error{"E-VIS-001", "This network has no derivatives, so that no picture can be made for its features. Only their strongest "
                                  "examples can be shown.", ""};
    if (options.stages.empty())
        return Error{"E-VIS-003", "A picture takes at least one step.", ""};
    for (const RenderStage& stage : options.stages)
        SS_CHECK(checkStage(model, stage));
    if (goal.directions.empty() || goal.directions.size() > mostPictures)
        return Error{"E-VIS-006", fmt::format("Between 1 and {} pictures can be made together, not {}.", mostPictures, goal.directions.size()), ""};
    for (const Direction& direction : goal.directions)
        SS_CHECK(checkDirection(model, direction));
    return Done{};
}

}  // namespace sparsescope
