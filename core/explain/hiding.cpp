// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/segment_effects.h"

#include <opencv2/imgproc.hpp>

namespace sparsescope {

namespace {

/// Each superpixel in its mean colour, cut to whole numbers as LIME's package does.
Image meanColours(const Image& visible, const Superpixels& segments)
{
    std::vector<std::array<std::int64_t, 3>> sums(static_cast<std::size_t>(segments.count));
    const std::vector<int> sizes = segments.sizes();
    for (std::size_t pixel = 0; pixel < segments.labels.size(); ++pixel)
        for (std::size_t channel = 0; channel < 3; ++channel)
            sums[static_cast<std::size_t>(segments.labels[pixel])][channel] += visible.rgb[3 * pixel + channel];
    Image hidden = visible;
    for (std::size_t pixel = 0; pixel < segments.labels.size(); ++pixel) {
        const auto segment = static_cast<std::size_t>(segments.labels[pixel]);
        for (std::size_t channel = 0; channel < 3; ++channel)
            hidden.rgb[3 * pixel + channel] = static_cast<std::uint8_t>(sums[segment][channel] / sizes[segment]);
    }
    return hidden;
}

Image oneColour(const Image& visible, const std::array<std::uint8_t, 3>& colour)
{
    Image hidden = visible;
    for (std::size_t i = 0; i < hidden.rgb.size(); ++i)
        hidden.rgb[i] = colour[i % 3];
    return hidden;
}

Image blurred(const Image& visible, double deviation)
{
    Image hidden = visible;
    const cv::Mat from(visible.height, visible.width, CV_8UC3, const_cast<std::uint8_t*>(visible.rgb.data()));
    cv::Mat to(hidden.height, hidden.width, CV_8UC3, hidden.rgb.data());
    cv::GaussianBlur(from, to, cv::Size(0, 0), deviation);
    return hidden;
}

}  // namespace

std::string hidingName(Hiding hiding)
{
    switch (hiding) {
    case Hiding::Mean:
        return "mean";
    case Hiding::Colour:
        return "colour";
    case Hiding::Blur:
        break;
    }
    return "blur";
}

std::optional<Hiding> hidingFromName(std::string_view name)
{
    if (name == "grey" || name == "colour")
        return Hiding::Colour;
    if (name == "mean")
        return Hiding::Mean;
    return name == "blur" ? std::optional(Hiding::Blur) : std::nullopt;
}

Image hiddenPicture(const Image& visible, const Superpixels& segments, const HidingOptions& options)
{
    switch (options.hiding) {
    case Hiding::Mean:
        return meanColours(visible, segments);
    case Hiding::Colour:
        return oneColour(visible, options.colour);
    case Hiding::Blur:
        break;
    }
    return blurred(visible, std::max(segments.regionSize / 2.0, 1.0));
}

}  // namespace sparsescope
