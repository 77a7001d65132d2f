// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/decode_support.h"
#include "data/orientation.h"

#include <memory>
#include <optional>
#include <vector>

#include <webp/decode.h>
#include <webp/demux.h>

namespace sparsescope {

namespace {

/// The orientation in the EXIF chunk of the RIFF container.
int orientationOf(std::span<const std::byte> bytes)
{
    const ByteView view(bytes);
    for (std::uint64_t at = 12; at + 8 <= bytes.size();) {
        const std::uint64_t size = view.number(at + 4, 4, false);
        if (size > bytes.size() - at - 8)
            return 1;
        if (view.has(at, "EXIF"))
            return exifOrientation(bytes.subspan(at + 8, size));
        at += 8 + size + size % 2;
    }
    return 1;
}

const std::uint8_t* data(std::span<const std::byte> bytes)
{
    return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

Result<WebPBitstreamFeatures> headerOf(std::span<const std::byte> bytes, const std::string& name,
                                       const DecodeLimits& limits)
{
    const std::uint64_t promised = std::uint64_t{ByteView(bytes).number(4, 4, false)} + 8;
    if (promised > bytes.size())
        return cutShort(name, "the WebP ends before the size in its header");
    WebPBitstreamFeatures features{};
    const VP8StatusCode status = WebPGetFeatures(data(bytes), bytes.size(), &features);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA)
        return cutShort(name, "the WebP ends inside its headers");
    if (status != VP8_STATUS_OK)
        return damaged(name, "the WebP's headers make no sense");
    SS_CHECK(checkSize(static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height), name,
                       limits));
    return features;
}

/// A picture that fills the canvas or, in an animation, a part of it.
struct Frame {
    std::span<const std::byte> bytes;
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
    bool hasAlpha = false;
};

struct DemuxerDelete {
    void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

/// The first frame of an animation that lies whole on its canvas; it refers into `bytes`.
std::optional<Frame> firstFrame(std::span<const std::byte> bytes, const Image& canvas)
{
    const WebPData file{data(bytes), bytes.size()};
    const std::unique_ptr<WebPDemuxer, DemuxerDelete> demuxer(WebPDemux(&file));
    WebPIterator found{};
    if (!demuxer || WebPDemuxGetFrame(demuxer.get(), 1, &found) == 0)
        return std::nullopt;
    const auto* start = reinterpret_cast<const std::byte*>(found.fragment.bytes);
    const Frame frame{{start, found.fragment.size}, found.x_offset, found.y_offset, found.width, found.height,
                      found.has_alpha != 0};
    const bool inside = frame.left >= 0 && frame.width <= canvas.width - frame.left && frame.top >= 0
        && frame.height <= canvas.height - frame.top;
    const bool usable = inside && found.complete != 0;
    WebPDemuxReleaseIterator(&found);
    return usable ? std::optional(frame) : std::nullopt;
}

bool paintOpaque(Image& canvas, const Frame& frame)
{
    const int stride = canvas.width * 3;
    const std::size_t start = static_cast<std::size_t>(frame.top) * static_cast<std::size_t>(stride)
        + static_cast<std::size_t>(frame.left) * 3;
    return WebPDecodeRGBInto(data(frame.bytes), frame.bytes.size(), canvas.rgb.data() + start, canvas.rgb.size() - start,
                             stride) != nullptr;
}

bool paintSeeThrough(Image& canvas, const Frame& frame)
{
    const auto width = static_cast<std::size_t>(frame.width);
    std::vector<std::uint8_t> rgba(width * static_cast<std::size_t>(frame.height) * 4);
    if (WebPDecodeRGBAInto(data(frame.bytes), frame.bytes.size(), rgba.data(), rgba.size(), frame.width * 4) == nullptr)
        return false;
    for (int y = 0; y < frame.height; ++y) {
        const std::uint8_t* from = rgba.data() + static_cast<std::size_t>(y) * width * 4;
        std::uint8_t* to = canvas.rgb.data()
            + (static_cast<std::size_t>(frame.top + y) * static_cast<std::size_t>(canvas.width)
               + static_cast<std::size_t>(frame.left)) * 3;
        for (std::size_t x = 0; x < width; ++x)
            for (std::size_t c = 0; c < 3; ++c)
                to[x * 3 + c] = overWhite(from[x * 4 + c], from[x * 4 + 3]);
    }
    return true;
}

}  // namespace

/// Of an animation the first frame on a white canvas; the pixels of later frames are not looked at.
Result<Image> decodeWebp(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits)
{
    SS_TRY(const WebPBitstreamFeatures features, headerOf(bytes, name, limits));
    Image image = blankImage(features.width, features.height, 255);
    const Frame still{bytes, 0, 0, features.width, features.height, features.has_alpha != 0};
    const std::optional<Frame> frame = features.has_animation != 0 ? firstFrame(bytes, image) : still;
    if (!frame)
        return damaged(name, "the WebP's animation has no whole first frame");
    if (!(frame->hasAlpha ? paintSeeThrough(image, *frame) : paintOpaque(image, *frame)))
        return damaged(name, "the WebP decoder cannot follow its data");
    return upright(std::move(image), orientationOf(bytes));
}

}  // namespace sparsescope
