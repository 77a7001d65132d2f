// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/map_lines.h"

#include "explain/overlay.h"

#include <algorithm>
#include <array>

namespace sparsescope::ui {

namespace {

constexpr int contourCells = 96;  // finer than any map, coarse enough to follow a slider

/// Joins neighbouring pieces of one straight line.
class LineRun {
public:
    LineRun(QList<QLineF>& lines, bool vertical, int at) : m_lines(lines), m_vertical(vertical), m_at(at) {}

    void step(int position, bool border)
    {
        if (border && m_from < 0)
            m_from = position;
        if (!border && m_from >= 0)
            end(position);
    }
    void end(int position)
    {
        if (m_from >= 0)
            m_lines.append(m_vertical ? QLineF(m_at, m_from, m_at, position) : QLineF(m_from, m_at, position, m_at));
        m_from = -1;
    }

private:
    QList<QLineF>& m_lines;
    bool m_vertical;
    int m_at;
    int m_from = -1;
};

/// The map's values at the corners of a grid that reaches one step beyond the picture, where there is nothing.
struct ContourGrid {
    static constexpr int nodes = contourCells + 2;
    std::vector<double> values = std::vector<double>(static_cast<std::size_t>(nodes) * nodes, 0.0);
    double highest = 0;

    double& at(int x, int y) { return values[static_cast<std::size_t>(y) * nodes + static_cast<std::size_t>(x)]; }
    /// The picture's edges are nodes of their own, half a step from the next.
    static double place(int node) { return std::clamp((node - 0.5) / contourCells, 0.0, 1.0); }
};

ContourGrid gridOf(const ActivationMap& map)
{
    ContourGrid grid;
    const auto inside = enlarged(map, contourCells, contourCells);
    for (std::size_t i = 0; i < inside.size(); ++i) {
        grid.at(static_cast<int>(i % contourCells) + 1, static_cast<int>(i / contourCells) + 1) = inside[i];
        grid.highest = std::max(grid.highest, inside[i]);
    }
    return grid;
}

QPointF crossing(const QPointF& a, double valueA, const QPointF& b, double valueB, double level)
{
    return a + (b - a) * std::clamp((level - valueA) / (valueB - valueA), 0.0, 1.0);
}

/// The lines of one square of the grid: its crossed sides, joined two by two.
void addSquare(ContourGrid& grid, int x, int y, double level, QList<QLineF>& lines)
{
    const std::array<QPoint, 4> corners{QPoint(x, y), QPoint(x + 1, y), QPoint(x + 1, y + 1), QPoint(x, y + 1)};
    std::array<QPointF, 4> crossed;
    int count = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto& a = corners[i];
        const auto& b = corners[(i + 1) % 4];
        const double valueA = grid.at(a.x(), a.y()), valueB = grid.at(b.x(), b.y());
        if ((valueA >= level) != (valueB >= level))
            crossed[static_cast<std::size_t>(count++)] = crossing({ContourGrid::place(a.x()), ContourGrid::place(a.y())}, valueA,
                                                                  {ContourGrid::place(b.x()), ContourGrid::place(b.y())}, valueB, level);
    }
    for (std::size_t i = 0; i + 1 < static_cast<std::size_t>(count); i += 2)
        lines.append(QLineF(crossed[i], crossed[i + 1]));
}

}  // namespace

QList<QLineF> partBorders(const std::vector<int>& labels, int width, int height, bool framed)
{
    QList<QLineF> lines;
    if (labels.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height))
        return lines;
    const auto label = [&](int x, int y) {
        const bool inside = x >= 0 && y >= 0 && x < width && y < height;
        return inside ? labels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] : 0;
    };
    const int first = framed ? 0 : 1;
    for (int x = first; x < width + 1 - first; ++x) {
        LineRun run(lines, true, x);
        for (int y = 0; y < height; ++y)
            run.step(y, label(x - 1, y) != label(x, y));
        run.end(height);
    }
    for (int y = first; y < height + 1 - first; ++y) {
        LineRun run(lines, false, y);
        for (int x = 0; x < width; ++x)
            run.step(x, label(x, y - 1) != label(x, y));
        run.end(width);
    }
    return lines;
}

QList<QLineF> contourLines(const ActivationMap& map, double share)
{
    QList<QLineF> lines;
    if (share <= 0 || !isWhole(map))
        return lines;
    ContourGrid grid = gridOf(map);
    if (grid.highest <= 0)
        return lines;
    const double level = grid.highest * share;
    for (int y = 0; y + 1 < ContourGrid::nodes; ++y)
        for (int x = 0; x + 1 < ContourGrid::nodes; ++x)
            addSquare(grid, x, y, level, lines);
    return lines;
}

}  // namespace sparsescope::ui
