// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/picture_maker.h"

#include "audit/audit_data.h"
#include "base/text.h"
#include "report/numbers.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr int thumbnailSide = 144;  // shown at half of it: sharp on fine screens
constexpr int pictureSide = 224;
constexpr int jpegQuality = 80;
constexpr std::size_t shortText = 160;
constexpr std::size_t longText = 600;

/// "Rendered to raise feature 812: reached 5.8, highest on real data 4.1. Full, seed 0, 512 steps at 224 pixels, …"
std::string provenanceOf(const FeaturePicture& picture)
{
    const PictureWish& wish = picture.wish;
    const FeaturePicture::Made& made = picture.pictures.front();
    const bool drive = wish.negative && picture.driveKnown;
    const FeaturePicture::OnData& onData = wish.negative ? picture.lowest : picture.highest;
    std::string text = fmt::format("Rendered to {} feature {}: {} {}, {} on real data {}. ", wish.negative ? "lower" : "raise", wish.index,
                                   drive ? "what goes into its activation reached" : "reached", fewDigits(drive ? made.drive : made.activation),
                                   wish.negative ? "lowest" : "highest", fewDigits(onData.activation));
    text += fmt::format("{}, seed {}, {} steps at {} pixels", wish.quality == PictureWish::Quality::Full ? "Full" : "Preview", wish.seed,
                        picture.steps, picture.side);
    if (!picture.complete)
        text += fmt::format(", stopped before {}", picture.wantedSteps);
    for (const auto& [name, version] : picture.versions)
        text += fmt::format(", {} {}", displayText(name, 40), displayText(version, 80));
    return text + ".";
}

}  // namespace

std::optional<ReportPicture> PictureMaker::rendered(int feature, double weight) const
{
    const auto picture = m_sources.rendered ? m_sources.rendered(feature, weight < 0) : std::nullopt;
    if (!picture || picture->pictures.empty())
        return std::nullopt;
    return made(picture->pictures.front().image, thumbnailSide, provenanceOf(*picture));
}

std::string PictureMaker::captionOf(const ExampleRef& example) const
{
    const auto& classes = m_sources.data->pieces().classes;
    std::string caption = fmt::format("{} ({}, {})", example.path,
                                      classes[static_cast<std::size_t>(example.label)].name, splitName(example.split));
    return caption;
}

ReportPicture PictureMaker::made(const Result<Image>& image, int side, const std::string& caption) const
{
    if (!image.ok())
        return {{}, side, side, image.failed() ? image.error().message : "Stopped."};
    const bool small = std::min(image->width, image->height) <= side;
    const Image shown = small ? *image : resizedShorterSide(*image, side);
    auto jpeg = encodeJpeg(shown, jpegQuality);
    if (!jpeg.ok())
        return {{}, side, side, "The picture could not be encoded."};
    return {std::move(*jpeg), shown.width, shown.height, caption};
}

ReportPicture PictureMaker::beginningOf(const ExampleRef& example, std::size_t characters, const std::string& caption) const
{
    const std::string text = displayText(example.text, characters);
    return {{}, 0, 0, caption, text.empty() ? "(empty)" : text};
}

bool PictureMaker::areTexts() const
{
    return m_sources.data->pieces().texts != nullptr;
}

std::vector<ReportPicture> PictureMaker::strongest(const std::vector<ExampleRef>& examples, int feature, int count)
{
    std::vector<ReportPicture> pictures;
    const bool maps = m_sources.data->pieces().hasActivationMaps && m_sources.overlay;
    for (std::size_t i = 0; i < examples.size() && static_cast<int>(i) < count; ++i) {
        if (m_progress.stopRequested())
            break;
        const ExampleRef& example = examples[i];
        const auto [place, isNew] = m_made.try_emplace({example.row, feature});
        if (isNew) {
            const std::string caption = fmt::format("{}: value {}", captionOf(example), fewDigits(example.activation));
            place->second = areTexts() ? beginningOf(example, shortText, caption)
                                       : made(maps ? m_sources.overlay(example.row, feature)
                                                   : m_sources.picture(example.row), thumbnailSide, caption);
        }
        pictures.push_back(place->second);
    }
    return pictures;
}

ReportPicture PictureMaker::plain(const ExampleRef& example)
{
    if (areTexts())
        return beginningOf(example, longText, captionOf(example));
    return made(m_sources.picture(example.row), pictureSide, captionOf(example));
}

}  // namespace sparsescope
