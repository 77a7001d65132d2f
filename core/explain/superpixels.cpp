// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/superpixels.h"

#include "base/guard.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>
#include <opencv2/ximgproc/slic.hpp>

namespace sparsescope {

namespace {

constexpr int smallestSide = 8;
constexpr int smallestRegion = 4;
constexpr int usualSegmentsAcross = 7;
constexpr int mostIterations = 100;

int regionOf(const Image& image, const SuperpixelOptions& options)
{
    const int shorter = std::min(image.width, image.height);
    return options.regionSize > 0 ? options.regionSize : std::max(shorter / usualSegmentsAcross, smallestRegion);
}

Error refused(std::string sentence)
{
    return Error{"E-SEGMENT-001", std::move(sentence), ""};
}

Status check(const Image& image, const SuperpixelOptions& options)
{
    const int shorter = std::min(image.width, image.height);
    if (shorter < smallestSide || image.rgb.size() != static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 3)
        return refused(fmt::format("A picture of {} × {} pixels can't be cut into superpixels; expected at least {} × {}.", image.width,
                                   image.height, smallestSide, smallestSide));
    if (const int region = regionOf(image, options); region < smallestRegion || region > shorter / 2)
        return refused(fmt::format("Superpixels of {} pixels were asked for; expected {} to {}, half of the picture's shorter side.", region,
                                   smallestRegion, shorter / 2));
    if (!(options.ruler > 0) || options.ruler > 1000)
        return refused(fmt::format("Superpixels were asked for with a ruler of {}; expected more than 0, at most 1,000.", options.ruler));
    if (options.smallest < 0 || options.smallest > 100 || options.iterations < 1 || options.iterations > mostIterations)
        return refused(fmt::format("Superpixels were asked for with a smallest size of {} percent and {} iterations; expected 0 to 100 and 1 "
                                   "to {}.", options.smallest, options.iterations, mostIterations));
    return Done{};
}

int algorithmOf(SuperpixelMethod method)
{
    switch (method) {
    case SuperpixelMethod::Slic:
        return cv::ximgproc::SLIC;
    case SuperpixelMethod::Slico:
        return cv::ximgproc::SLICO;
    case SuperpixelMethod::Mslic:
        break;
    }
    return cv::ximgproc::MSLIC;
}

/// CIELAB of the slightly blurred picture, as OpenCV advises.
cv::Mat labColours(const Image& image)
{
    const cv::Mat rgb(image.height, image.width, CV_8UC3, const_cast<std::uint8_t*>(image.rgb.data()));
    cv::Mat smooth;
    cv::GaussianBlur(rgb, smooth, cv::Size(3, 3), 0);
    cv::Mat lab;
    cv::cvtColor(smooth, lab, cv::COLOR_RGB2Lab);
    return lab;
}

/// Numbers without gaps, by first pixel.
Superpixels renumbered(const cv::Mat& labels)
{
    Superpixels segments{labels.cols, labels.rows, 0, 0, {}};
    segments.labels.reserve(labels.total());
    std::unordered_map<int, int> numbers;
    for (int y = 0; y < labels.rows; ++y)
        for (int x = 0; x < labels.cols; ++x)
            segments.labels.push_back(numbers.try_emplace(labels.at<int>(y, x), static_cast<int>(numbers.size())).first->second);
    segments.count = static_cast<int>(numbers.size());
    return segments;
}

}  // namespace

std::string superpixelMethodName(SuperpixelMethod method)
{
    switch (method) {
    case SuperpixelMethod::Slic:
        return "slic";
    case SuperpixelMethod::Slico:
        return "slico";
    case SuperpixelMethod::Mslic:
        break;
    }
    return "mslic";
}

std::optional<SuperpixelMethod> superpixelMethodFromName(std::string_view name)
{
    for (const auto method : {SuperpixelMethod::Slic, SuperpixelMethod::Slico, SuperpixelMethod::Mslic})
        if (superpixelMethodName(method) == name)
            return method;
    return std::nullopt;
}

std::vector<int> Superpixels::sizes() const
{
    std::vector<int> result(static_cast<std::size_t>(count), 0);
    for (const int label : labels)
        ++result[static_cast<std::size_t>(label)];
    return result;
}

Result<Superpixels> superpixels(const Image& image, const SuperpixelOptions& options)
{
    SS_CHECK(check(image, options));
    // OpenCV's threads are shared by the process and split sums by their number; a picture takes milliseconds with one.
    static std::once_flag oneThread;
    std::call_once(oneThread, [] { cv::setNumThreads(1); });
    return guarded("Cannot cut the picture into superpixels", "E-SEGMENT-002", [&]() -> Result<Superpixels> {
        const int region = regionOf(image, options);
        const auto slic = cv::ximgproc::createSuperpixelSLIC(labColours(image), algorithmOf(options.method), region,
                                                             static_cast<float>(options.ruler));
        slic->iterate(options.iterations);
        if (options.smallest > 0)
            slic->enforceLabelConnectivity(options.smallest);
        cv::Mat labels;
        slic->getLabels(labels);
        Superpixels segments = renumbered(labels);
        segments.regionSize = region;
        return segments;
    });
}

std::vector<bool> boundaries(const Superpixels& segments)
{
    std::vector<bool> result(segments.labels.size(), false);
    const auto at = [&](int x, int y) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(segments.width) + static_cast<std::size_t>(x); };
    for (int y = 0; y < segments.height; ++y)
        for (int x = 0; x < segments.width; ++x) {
            const int own = segments.labels[at(x, y)];
            result[at(x, y)] = (x + 1 < segments.width && segments.labels[at(x + 1, y)] != own)
                || (y + 1 < segments.height && segments.labels[at(x, y + 1)] != own);
        }
    return result;
}

}  // namespace sparsescope
