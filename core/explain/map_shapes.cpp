// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/map_shapes.h"

#include "explain/overlay.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

namespace {

constexpr double halfHeight = 0.5;
constexpr int smallestPatchPart = 4;  ///< A patch is at least a quarter of the side.

struct Cell {
    int x = 0;
    int y = 0;
    float value = 0;
};

Cell strongestCell(const ActivationMap& map)
{
    Cell best;
    for (std::size_t i = 0; i < map.values.size(); ++i)
        if (map.values[i] > best.value)
            best = {static_cast<int>(i) % map.width, static_cast<int>(i) / map.width, map.values[i]};
    return best;
}

/// A square of `size` pixels around a centre, moved into the picture.
PixelBox squareAround(double x, double y, int size, int side)
{
    const int within = std::min(size, side);
    const auto start = [&](double centre) {
        return std::clamp(static_cast<int>(std::lround(centre - within / 2.0)), 0, side - within);
    };
    return {start(x), start(y), within, within};
}

/// First and last cell, from the strongest one along both axes, that stay above half of it.
struct Extent {
    int low = 0;
    int high = 0;
};

class HalfHeight {
public:
    HalfHeight(const ActivationMap& map, const Cell& peak) : m_map(map), m_level(peak.value * halfHeight)
    {
        m_reached.assign(map.values.size(), false);
        spread(peak);
    }
    Extent x() const { return m_x; }
    Extent y() const { return m_y; }

private:
    /// The connected cells above the level around the peak.
    void spread(const Cell& peak)
    {
        m_x = {peak.x, peak.x};
        m_y = {peak.y, peak.y};
        std::vector<Cell> open{peak};
        while (!open.empty()) {
            const Cell cell = open.back();
            open.pop_back();
            if (!enter(cell))
                continue;
            for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}})
                open.push_back({cell.x + dx, cell.y + dy, 0});
        }
    }

    bool enter(const Cell& cell)
    {
        if (cell.x < 0 || cell.y < 0 || cell.x >= m_map.width || cell.y >= m_map.height)
            return false;
        const auto i =
            static_cast<std::size_t>(cell.y) * static_cast<std::size_t>(m_map.width) + static_cast<std::size_t>(cell.x);
        if (m_reached[i] || !(static_cast<double>(m_map.values[i]) >= m_level))
            return false;
        m_reached[i] = true;
        m_x = {std::min(m_x.low, cell.x), std::max(m_x.high, cell.x)};
        m_y = {std::min(m_y.low, cell.y), std::max(m_y.high, cell.y)};
        return true;
    }

    const ActivationMap& m_map;
    double m_level;
    std::vector<bool> m_reached;
    Extent m_x;
    Extent m_y;
};

/// The square of half the side under which the map has its largest sum: what is shown of a map that is high everywhere.
PixelBox strongestHalf(const ActivationMap& map, int side)
{
    const std::vector<double> values = enlarged(map, side, side);
    const int half = std::max(side / 2, 1);
    const auto width = static_cast<std::size_t>(side) + 1;
    std::vector<double> sums(width * width, 0.0);  // Of all values above and to the left.
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const std::size_t at = static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x);
            sums[at + width + 1] =
                values[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)]
                + sums[at + 1] + sums[at + width] - sums[at];
        }
    PixelBox best{0, 0, half, half};
    double largest = -1;
    for (int y = 0; y + half <= side; ++y)
        for (int x = 0; x + half <= side; ++x) {
            const std::size_t top = static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x);
            const std::size_t bottom = top + static_cast<std::size_t>(half) * width;
            const double sum = sums[bottom + static_cast<std::size_t>(half)] - sums[bottom]
                               - sums[top + static_cast<std::size_t>(half)] + sums[top];
            if (sum > largest) {
                largest = sum;
                best = {x, y, half, half};
            }
        }
    return best;
}

PixelBox effectiveField(const ActivationMap& map, const Cell& peak, int side)
{
    const HalfHeight part(map, peak);
    const double cellWidth = static_cast<double>(side) / map.width;
    const double cellHeight = static_cast<double>(side) / map.height;
    // Half a cell more on each side: between two cells the map falls off slowly.
    const double width = (part.x().high - part.x().low + 2) * cellWidth;
    const double height = (part.y().high - part.y().low + 2) * cellHeight;
    const int size = std::max(static_cast<int>(std::lround(std::max(width, height))), side / smallestPatchPart);
    if (size > side / 2)
        return strongestHalf(map, side);
    return squareAround((part.x().low + part.x().high + 1) / 2.0 * cellWidth,
                        (part.y().low + part.y().high + 1) / 2.0 * cellHeight, size, side);
}

}  // namespace

std::vector<bool> strongPart(const ActivationMap& map, int width, int height, double share)
{
    std::vector<bool> part(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), false);
    const std::vector<double> values = enlarged(map, width, height);
    if (values.empty())
        return part;
    const double level = share * *std::max_element(values.begin(), values.end());
    for (std::size_t i = 0; i < values.size(); ++i)
        part[i] = values[i] > 0 && values[i] >= level;
    return part;
}

std::vector<bool> outlineOf(const std::vector<bool>& part, int width, int height)
{
    const auto inside = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < height
               && part[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
    };
    std::vector<bool> outline(part.size(), false);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            outline[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] =
                inside(x, y) && !(inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1));
    return outline;
}

ReceptiveField receptiveField(const Architecture& architecture)
{
    std::vector<ReceptiveField> values{ReceptiveField{}};
    for (const Step& step : architecture.steps) {
        const ReceptiveField& from = values[static_cast<std::size_t>(step.from)];
        ReceptiveField field{from.size + (step.kernel - 1) * from.step, from.step * step.stride};
        if (step.added >= 0)
            field.size = std::max(field.size, values[static_cast<std::size_t>(step.added)].size);
        values.push_back(field);
    }
    return values.back();
}

LikedPatch likedPatch(const ActivationMap& map, int side, int field)
{
    const Cell peak = isWhole(map) ? strongestCell(map) : Cell{};
    if (!(peak.value > 0))
        return {{0, 0, side, side}, false};
    const PixelBox effective = effectiveField(map, peak, side);
    if (field <= 0 || field > side / 2)
        return {effective, false};
    return {squareAround((peak.x + 0.5) * side / map.width, (peak.y + 0.5) * side / map.height, field, side), true};
}

double overlapWith(const std::vector<bool>& part, int width, const PixelBox& box)
{
    std::int64_t both = 0;
    std::int64_t either = 0;
    for (std::size_t pixel = 0; pixel < part.size(); ++pixel) {
        const int x = static_cast<int>(pixel) % width;
        const int y = static_cast<int>(pixel) / width;
        const bool boxed = x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height;
        both += boxed && part[pixel];
        either += boxed || part[pixel];
    }
    return either > 0 ? static_cast<double>(both) / static_cast<double>(either) : 0.0;
}

}  // namespace sparsescope
