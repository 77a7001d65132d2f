// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/occlusion_map.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr int usualSizePart = 6;
constexpr int usualCells = 14;

/// Where the squares lie.
struct Grid {
    int side = 0;
    int size = 0;
    int cells = 0;

    /// First pixel and one past the last, along one axis.
    std::pair<int, int> span(int cell) const
    {
        const double centre = (cell + 0.5) * side / cells;
        const int begin = static_cast<int>(std::lround(centre - size / 2.0));
        return {std::max(begin, 0), std::min(begin + size, side)};
    }
};

Result<Grid> gridOf(int side, const OcclusionOptions& options)
{
    Grid grid;
    grid.side = side;
    grid.size = options.size != 0 ? options.size : std::max(side / usualSizePart, 1);
    const int stride = options.stride != 0 ? options.stride : std::max(side / usualCells, 1);
    if (grid.size < 1 || grid.size > side || stride < 1 || stride > side)
        return Error{"E-OCCLUDE-001", fmt::format("Squares of {} pixels every {} pixels were asked for; expected 1 to {}, the picture's side.",
                                                  grid.size, stride, side), ""};
    grid.cells = std::max(static_cast<int>(std::lround(static_cast<double>(side) / stride)), 1);
    return grid;
}

void cover(std::span<float> input, const Grid& grid, int cell, const std::array<float, 3>& colour)
{
    const auto [left, right] = grid.span(cell % grid.cells);
    const auto [top, bottom] = grid.span(cell / grid.cells);
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x)
            std::copy(colour.begin(), colour.end(),
                      input.begin() + 3 * (static_cast<std::ptrdiff_t>(y) * grid.side + x));
}

std::array<float, 3> normalisedColour(const std::array<std::uint8_t, 3>& colour, const Preprocessing& preprocessing)
{
    std::array<float, 3> result{};
    for (std::size_t c = 0; c < 3; ++c)
        result[c] = static_cast<float>((colour[c] / 255.0 - preprocessing.mean[c]) / preprocessing.deviation[c]);
    return result;
}

ActivationMap dropMap(const Eigen::VectorXd& values, const Grid& grid)
{
    ActivationMap map{grid.cells, grid.cells, {}};
    for (Eigen::Index i = 1; i < values.size(); ++i)
        map.values.push_back(static_cast<float>(values[0] - values[i]));
    return map;
}

}  // namespace

Result<OcclusionMaps> occlusionMaps(const VisionModel& model, const Image& visible, const FeatureTarget& target,
                                    const OcclusionOptions& options, Progress& progress)
{
    SS_CHECK(checkVisible(visible, model));
    const Preprocessing& preprocessing = model.info().preprocessing;
    SS_TRY(const Grid grid, gridOf(preprocessing.crop, options));
    const std::vector<float> whole = normalised(visible, preprocessing);
    const std::array<float, 3> colour = normalisedColour(options.colour, preprocessing);
    const auto draw = [&](std::int64_t number, std::span<float> input) {
        std::copy(whole.begin(), whole.end(), input.begin());
        if (number > 0)
            cover(input, grid, static_cast<int>(number) - 1, colour);
    };
    const std::int64_t count = 1 + static_cast<std::int64_t>(grid.cells) * grid.cells;
    progress.beginStage("Covering the picture square by square", count, "pictures");
    SS_TRY(const RunPictures ran, runPictures(model, count, draw, target, options.runner, progress));
    if (!ran.complete)
        return Cancelled{};
    OcclusionMaps result;
    result.value = ran.values.row(0).transpose();
    result.size = grid.size;
    result.passes = static_cast<int>(count);
    for (Eigen::Index t = 0; t < ran.values.cols(); ++t)
        result.maps.push_back(dropMap(ran.values.col(t), grid));
    return result;
}

}  // namespace sparsescope
