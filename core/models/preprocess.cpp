// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/vision_model.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sparsescope
{

namespace
{

/// A strip this many times longer than wide would grow huge when its shorter side is resized, and only its middle
/// shows.
constexpr int longestAspect = 32;

Image withoutFarEnds(const Image& image)
{
    const int width = std::min<std::int64_t>(image.width, std::int64_t{longestAspect} * image.height);
    const int height = std::min<std::int64_t>(image.height, std::int64_t{longestAspect} * image.width);
    return cropped(image, (image.width - width) / 2, (image.height - height) / 2, width, height);
}

bool isStrip(const Image& image)
{
    return image.width / longestAspect > image.height || image.height / longestAspect > image.width;
}

/// As torchvision's CenterCrop, which rounds half to even.
int cropOffset(int size, int crop)
{
    const int twice = size - crop;
    const int half = twice / 2;
    return twice % 2 == 0 ? half : half + half % 2;
}

using ChannelTable = std::array<float, 256>;

/// All 256 normalised values of one channel, in the order of operations of ToTensor and Normalize.
ChannelTable normalizedValues(double mean, double deviation)
{
    ChannelTable table;
    for (std::size_t value = 0; value < table.size(); ++value)
        table[value] = (static_cast<float>(value) / 255.0F - static_cast<float>(mean)) / static_cast<float>(deviation);
    return table;
}

} // namespace

Image visiblePart(const Image& image, const Preprocessing& preprocessing)
{
    const Image small = resizedShorterSide(isStrip(image) ? withoutFarEnds(image) : image, preprocessing.resize);
    const int crop = preprocessing.crop;
    return cropped(small, cropOffset(small.width, crop), cropOffset(small.height, crop), crop, crop);
}

void preprocess(const Image& image, const Preprocessing& preprocessing, std::span<float> out)
{
    const Image visible = visiblePart(image, preprocessing);
    std::array<ChannelTable, 3> tables;
    for (std::size_t channel = 0; channel < 3; ++channel)
        tables[channel] = normalizedValues(preprocessing.mean[channel], preprocessing.deviation[channel]);
    for (std::size_t i = 0; i + 2 < visible.rgb.size(); i += 3)
        for (std::size_t channel = 0; channel < 3; ++channel)
            out[i + channel] = tables[channel][visible.rgb[i + channel]];
}

} // namespace sparsescope
