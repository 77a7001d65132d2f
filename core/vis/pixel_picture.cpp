// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/colours.h"
#include "vis/parameterisation.h"

#include <algorithm>

namespace sparsescope {

namespace {

class PixelPicture : public Parameterisation {
public:
    explicit PixelPicture(int side) : m_side(side) {}

    int side() const override { return m_side; }
    std::size_t parameters() const override { return Canvas(m_side).values.size(); }

    void draw(std::span<const float> parameters, Canvas& canvas) override
    {
        std::ranges::copy(parameters, canvas.values.begin());
        toColours(canvas);
    }

    void pullBack(const Canvas& canvas, Canvas& slope, std::span<float> gradient) override
    {
        coloursBack(canvas, slope);
        std::ranges::copy(slope.values, gradient.begin());
    }

    std::vector<float> noise(Random& random, float deviation) const override
    {
        std::vector<float> values(parameters());
        for (float& value : values)
            value = deviation * static_cast<float>(random.normal());
        return values;
    }

    std::vector<float> of(const Canvas& picture) override
    {
        Canvas canvas = picture;
        fromColours(canvas);
        return canvas.values;
    }

private:
    int m_side;
};

}  // namespace

std::unique_ptr<Parameterisation> makePixelPicture(int side)
{
    return std::make_unique<PixelPicture>(side);
}

}  // namespace sparsescope
