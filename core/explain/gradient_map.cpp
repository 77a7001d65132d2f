// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/gradient_map.h"

#include "base/random.h"
#include "explain/picture_runner.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr int usualCells = 14;

Status check(const GradientMapOptions& options, int side)
{
    const bool fits = options.copies >= 1 && options.copies <= 1000 && options.noise >= 0 && options.noise <= 10
                      && options.cell >= 0 && options.cell <= side;
    if (fits)
        return Done{};
    return Error{
        "E-GRADMAP-001",
        fmt::format("A gradient map of {} copies with noise {} and cells of {} pixels was asked for; expected 1 to "
                    "1,000 copies, noise 0 to 10 and cells of at most {} pixels.",
                    options.copies, options.noise, options.cell, side),
        ""};
}

/// Gradients of one copy after the other, added up.
class Copies {
public:
    Copies(const VisionModel& model, std::vector<float> input, const std::vector<float>& direction,
           const GradientMapOptions& options)
        : m_model(model), m_input(std::move(input)), m_direction(direction), m_options(options), m_random(options.seed)
    {
        const auto [low, high] = std::minmax_element(m_input.begin(), m_input.end());
        m_deviation = options.copies > 1 ? options.noise * static_cast<double>(*high - *low) : 0.0;
    }

    /// Adds one copy's gradient to `sum`.
    Status add(LastActivation last, std::vector<double>& sum)
    {
        std::vector<float> copy = m_input;
        if (m_deviation > 0)
            for (float& value : copy)
                value += static_cast<float>(m_deviation * m_random.normal());
        std::vector<float> gradient(copy.size());
        const auto slope = [this](const DrivenFeatures&, std::span<float> out) {
            std::copy(m_direction.begin(), m_direction.end(), out.begin());
        };
        SS_CHECK(m_model.gradient(copy, 1, m_model.info().preprocessing.crop, slope, last, gradient));
        for (std::size_t i = 0; i < copy.size(); ++i)
            sum[i] += static_cast<double>(gradient[i]) / m_options.copies;
        return Done{};
    }

    /// Gradient × input for each pixel, input as the difference to the mean colour.
    std::vector<double> timesInput(const std::vector<double>& gradient) const
    {
        std::array<double, 3> mean{};
        for (std::size_t i = 0; i < m_input.size(); ++i)
            mean[i % 3] += 3.0 * static_cast<double>(m_input[i]) / static_cast<double>(m_input.size());
        std::vector<double> pixels(m_input.size() / 3);
        for (std::size_t i = 0; i < m_input.size(); ++i)
            pixels[i / 3] += gradient[i] * (static_cast<double>(m_input[i]) - mean[i % 3]);
        return pixels;
    }

private:
    const VisionModel& m_model;
    std::vector<float> m_input;
    const std::vector<float>& m_direction;
    const GradientMapOptions& m_options;
    Random m_random;
    double m_deviation = 0;
};

ActivationMap cellsOf(const std::vector<double>& pixels, int side, int cell)
{
    const int cells = cell > 0 ? std::max(side / cell, 1) : std::min(side, usualCells);
    std::vector<double> sums(static_cast<std::size_t>(cells) * static_cast<std::size_t>(cells));
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            sums[static_cast<std::size_t>(y * cells / side) * static_cast<std::size_t>(cells)
                 + static_cast<std::size_t>(x * cells / side)] +=
                pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)];
    return {cells, cells, std::vector<float>(sums.begin(), sums.end())};
}

}  // namespace

Result<GradientMap> gradientMap(const VisionModel& model, const Image& visible, const std::vector<float>& direction,
                                const GradientMapOptions& options, Progress& progress)
{
    SS_CHECK(checkVisible(visible, model));
    const int side = model.info().preprocessing.crop;
    SS_CHECK(check(options, side));
    GradientMap result;
    for (const LastActivation last : {LastActivation::Exact, LastActivation::Relaxed}) {
        Copies copies(model, normalised(visible, model.info().preprocessing), direction, options);
        std::vector<double> sum(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
        progress.beginStage("Following the gradient", options.copies, "copies");
        for (int copy = 0; copy < options.copies; ++copy) {
            if (progress.stopRequested())
                return Cancelled{};
            SS_CHECK(copies.add(last, sum));
            progress.advance();
        }
        result.map = cellsOf(copies.timesInput(sum), side, options.cell);
        result.relaxed = last == LastActivation::Relaxed;
        result.vanishes = std::all_of(sum.begin(), sum.end(), [](double value) { return value == 0; });
        if (!result.vanishes)
            break;
    }
    return result;
}

}  // namespace sparsescope
