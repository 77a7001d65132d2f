// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/ascent.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sparsescope {

namespace {

/// Not a number where one of the values is none.
float largestSize(std::span<const float> values)
{
    float largest = 0;
    bool finite = true;
    for (const float value : values) {
        largest = std::max(largest, std::abs(value));
        finite = finite && std::isfinite(value);
    }
    return finite ? largest : std::numeric_limits<float>::quiet_NaN();
}

Error noNumber()
{
    return {"E-VIS-005", "The network's derivative is not a number for this picture, so that it cannot be climbed. Try another seed, or "
                         "another feature.", ""};
}

}  // namespace

Ascent::Ascent(const Setup& setup, std::vector<Climber> climbers)
    : m_setup(setup), m_side(setup.parameterisation.side()), m_inputSize(Canvas(m_side).pixels() * 3), m_climbers(std::move(climbers)),
      m_resampler(m_side, setup.model.info().preprocessing), m_input(m_climbers.size() * m_inputSize), m_inputSlope(m_input.size()),
      m_gradient(setup.parameterisation.parameters()), m_slope(m_side)
{
    for (Climber& climber : m_climbers)
        climber.canvas = Canvas(m_side);
}

std::vector<Height> Ascent::heightsOf(const DrivenFeatures& features)
{
    m_driveKnown = !std::ranges::equal(features.features, features.drive);
    const std::size_t width = features.features.size() / m_climbers.size();
    std::vector<Height> heights;
    for (std::size_t i = 0; i < m_climbers.size(); ++i) {
        const Direction& direction = m_setup.goal.directions[i];
        heights.push_back({direction.along(features.features.subspan(i * width, width)), direction.along(features.drive.subspan(i * width, width))});
    }
    return heights;
}

const std::vector<Climber>& Ascent::draw()
{
    for (Climber& climber : m_climbers)
        m_setup.parameterisation.draw(climber.parameters, climber.canvas);
    return m_climbers;
}

Result<Ascent::Step> Ascent::step(LastActivation last, double rate)
{
    Step step;
    std::vector<PixelMap> placements;
    draw();
    for (std::size_t i = 0; i < m_climbers.size(); ++i) {
        placements.push_back(drawPixelMap(m_setup.transforms, m_side, m_climbers[i].random));
        m_resampler.toInput(m_climbers[i].canvas, placements.back(), inputOf(m_input, i));
    }
    const auto count = static_cast<int>(m_climbers.size());
    const FeatureSlope slope = [&](const DrivenFeatures& features, std::span<float> out) {
        step.heights = heightsOf(features);
        step.similarity = meanSimilarity(features.features, count);
        goalSlope(m_setup.goal, features.features, out);
    };
    SS_CHECK(m_setup.model.gradient(m_input, count, m_side, slope, last, m_inputSlope));
    step.flattest = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < m_climbers.size(); ++i) {
        Climber& climber = m_climbers[i];
        const float steepest = largestSize(inputOf(m_inputSlope, i));
        if (std::isnan(steepest))
            return noNumber();
        step.flattest = std::min(step.flattest, steepest);
        m_resampler.toPicture(inputOf(m_inputSlope, i), placements[i], m_slope);
        m_setup.parameterisation.pullBack(climber.canvas, m_slope, m_gradient);
        climber.adam.climb(climber.parameters, m_gradient, rate);
    }
    return step;
}

Result<std::vector<Height>> Ascent::look(const std::vector<Canvas>& pictures)
{
    for (std::size_t i = 0; i < pictures.size(); ++i)
        m_resampler.toInput(pictures[i], PixelMap(), inputOf(m_input, i));
    std::vector<Height> heights;
    const FeatureSlope onlyLook = [&](const DrivenFeatures& features, std::span<float> out) {
        heights = heightsOf(features);
        std::ranges::fill(out, 0.0F);
    };
    SS_CHECK(m_setup.model.gradient(m_input, static_cast<int>(pictures.size()), m_side, onlyLook, LastActivation::Exact, m_inputSlope));
    return heights;
}

}  // namespace sparsescope
