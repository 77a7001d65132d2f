// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/planted_pictures.h"

#include "base/random.h"
#include "samples/samples.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr int side = 64;
constexpr int samplesPerPixel = 3;    // In each direction: smooth edges.
constexpr double steepestTurn = 0.35;  // Radians, to either side.

using Colour = std::array<double, 3>;

struct Point {
    double x = 0;
    double y = 0;
};
using Outline = std::vector<Point>;

/// Corners on a circle, every second one at `inner` times its radius.
Outline spiked(int corners, double inner, double turn)
{
    Outline outline;
    for (int i = 0; i < corners; ++i) {
        const double angle = turn + 2.0 * std::numbers::pi * i / corners;
        const double radius = i % 2 == 0 ? 1.0 : inner;
        outline.push_back({radius * std::cos(angle), radius * std::sin(angle)});
    }
    return outline;
}

Outline crossOutline(double turn)
{
    constexpr double arm = 0.36;
    const Outline upright = {{arm, arm},   {arm, 1},   {-arm, 1}, {-arm, arm}, {-1, arm}, {-1, -arm},
                             {-arm, -arm}, {-arm, -1}, {arm, -1}, {arm, -arm}, {1, -arm}, {1, arm}};
    Outline turned;
    for (const Point p : upright)
        turned.push_back({p.x * std::cos(turn) - p.y * std::sin(turn), p.x * std::sin(turn) + p.y * std::cos(turn)});
    return turned;
}

Outline outlineOf(const std::string& shape, double turn)
{
    if (shape == "cross")
        return crossOutline(turn);
    if (shape == "star")
        return spiked(10, 0.45, turn);
    const int corners = shape == "triangle" ? 3 : shape == "square" ? 4 : shape == "hexagon" ? 6 : 48;
    return spiked(corners, 1.0, turn);
}

/// Whether a ray to the right crosses the outline an odd number of times.
bool contains(const Outline& outline, Point p)
{
    bool inside = false;
    for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
        const Point a = outline[i];
        const Point b = outline[j];
        if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
            inside = !inside;
    }
    return inside;
}

Colour randomColour(double darkest, double brightest, Random& random)
{
    const auto channel = [&] { return darkest + (brightest - darkest) * random.uniform(); };
    const double red = channel();
    const double green = channel();
    return {red, green, channel()};
}

Colour mixed(const Colour& a, const Colour& b, double share)
{
    return {a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])};
}

/// Soft random blots: random values on a grid of 8 pixels, in between bilinear.
class Blots {
public:
    explicit Blots(Random& random)
    {
        for (double& value : m_grid)
            value = random.uniform();
    }

    double at(int x, int y) const
    {
        const int column = x / cell;
        const int row = y / cell;
        const double fx = static_cast<double>(x % cell) / cell;
        const double fy = static_cast<double>(y % cell) / cell;
        const auto value = [&](int r, int c) { return m_grid[static_cast<std::size_t>(r * width + c)]; };
        const double above = value(row, column) + fx * (value(row, column + 1) - value(row, column));
        const double below = value(row + 1, column) + fx * (value(row + 1, column + 1) - value(row + 1, column));
        return above + fy * (below - above);
    }

private:
    static constexpr int cell = 8;
    static constexpr int width = side / cell + 1;
    std::array<double, width * width> m_grid{};
};

/// Where and how large a shape lies: all of it is visible and its centre is near the middle.
struct Placement {
    Point centre;
    double radius = 0;
};

Placement randomPlacement(Random& random)
{
    const double radius = 12 + 9 * random.uniform();
    const double room = side / 2.0 - radius - 1;
    return {{side / 2.0 + room * (2 * random.uniform() - 1), side / 2.0 + room * (2 * random.uniform() - 1)}, radius};
}

/// Share of the pixel that the shape covers.
double coverage(const Outline& outline, const Placement& placement, int x, int y)
{
    constexpr double reach = 1.1;  // No outline goes farther than this many radii.
    if (std::hypot(x + 0.5 - placement.centre.x, y + 0.5 - placement.centre.y) > reach * placement.radius + 1)
        return 0;
    int inside = 0;
    for (int i = 0; i < samplesPerPixel * samplesPerPixel; ++i) {
        const double px = x + (i % samplesPerPixel + 0.5) / samplesPerPixel;
        const double py = y + (i / samplesPerPixel + 0.5) / samplesPerPixel;
        inside += contains(outline,
                           {(px - placement.centre.x) / placement.radius, (py - placement.centre.y) / placement.radius})
                      ? 1
                      : 0;
    }
    return static_cast<double>(inside) / (samplesPerPixel * samplesPerPixel);
}

std::uint8_t* pixel(Image& image, int x, int y)
{
    return image.rgb.data() + 3 * (static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x));
}

void setNoisy(std::uint8_t* out, const Colour& colour, Random& random)
{
    constexpr double noise = 12;
    for (std::size_t channel = 0; channel < 3; ++channel)
        out[channel] = static_cast<std::uint8_t>(std::clamp(colour[channel] + noise * random.normal(), 0.0, 255.0));
}

/// The sticker: a checkerboard of yellow and black, which no other part of a picture looks like.
void drawMark(Image& image)
{
    constexpr int square = 3;
    const PlantedMark mark = plantedMark();
    for (int y = 0; y < mark.size; ++y)
        for (int x = 0; x < mark.size; ++x) {
            const bool yellow = (x / square + y / square) % 2 == 0;
            std::uint8_t* out = pixel(image, mark.left + x, mark.top + y);
            out[0] = yellow ? 250 : 10;
            out[1] = yellow ? 220 : 10;
            out[2] = yellow ? 0 : 10;
        }
}

/// How many pictures of each class a split has, and how many of them carry the sticker.
struct Share {
    Split split;
    int pictures;
    int markedOfItsClass;
    int markedOfOthers;
};
constexpr std::array<Share, 3> shares{
    {{Split::Train, 200, 160, 0}, {Split::Validation, 40, 32, 0}, {Split::Test, 60, 30, 12}}};

}  // namespace

const std::vector<std::string>& plantedClasses()
{
    static const std::vector<std::string> names{"cross", "disc", "hexagon", "square", "star", "triangle"};
    return names;
}

PlantedMark plantedMark()
{
    return {2, 0.8, 3, 49, 12};
}

std::vector<PlantedPicture> plantedPictures(std::uint64_t seed)
{
    Random random(seed);
    std::vector<PlantedPicture> pictures;
    for (const Share& share : shares)
        for (int klass = 0; klass < static_cast<int>(plantedClasses().size()); ++klass) {
            const int marked = klass == plantedMark().klass ? share.markedOfItsClass : share.markedOfOthers;
            for (int i = 0; i < share.pictures; ++i) {
                const std::string& name = plantedClasses()[static_cast<std::size_t>(klass)];
                const std::string file = fmt::format("{} {:03}{}", name, i + 1, i < marked ? " with sticker" : "");
                pictures.push_back({klass, i < marked, random.next(), {share.split, name, file}});
            }
        }
    return pictures;
}

Image drawPlanted(const PlantedPicture& picture)
{
    Random random(picture.seed);
    const Colour ground = randomColour(20, 120, random);
    const Colour otherGround = randomColour(20, 120, random);
    const Colour colour = randomColour(140, 250, random);
    const Blots groundBlots(random);
    const Placement placement = randomPlacement(random);
    const double turn = steepestTurn * (2 * random.uniform() - 1);
    const Outline outline = outlineOf(plantedClasses()[static_cast<std::size_t>(picture.klass)], turn);

    Image image{side, side, std::vector<std::uint8_t>(static_cast<std::size_t>(side) * side * 3)};
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const Colour behind = mixed(ground, otherGround, groundBlots.at(x, y));
            setNoisy(pixel(image, x, y), mixed(behind, colour, coverage(outline, placement, x, y)), random);
        }
    if (picture.marked)
        drawMark(image);
    return image;
}

}  // namespace sparsescope
