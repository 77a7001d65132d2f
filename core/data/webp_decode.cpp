// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/decode_support.h"
#include "data/orientation.h"

#include <vector>

#include <webp/decode.h>

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
    if (features.has_animation)
        return unreadVariant(name, "it is an animated WebP");
    return features;
}

}  // namespace

Result<Image> decodeWebp(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits)
{
    SS_TRY(const WebPBitstreamFeatures features, headerOf(bytes, name, limits));
    Image image = blankImage(features.width, features.height);
    bool decoded = false;
    if (!features.has_alpha) {
        decoded = WebPDecodeRGBInto(data(bytes), bytes.size(), image.rgb.data(), image.rgb.size(), image.width * 3)
            != nullptr;
    } else {
        std::vector<std::uint8_t> rgba(image.rgb.size() / 3 * 4);
        decoded = WebPDecodeRGBAInto(data(bytes), bytes.size(), rgba.data(), rgba.size(), image.width * 4) != nullptr;
        for (std::size_t i = 0; i * 4 < rgba.size(); ++i)
            for (std::size_t c = 0; c < 3; ++c)
                image.rgb[i * 3 + c] = overWhite(rgba[i * 4 + c], rgba[i * 4 + 3]);
    }
    if (!decoded)
        return damaged(name, "the WebP decoder cannot follow its data");
    return upright(std::move(image), orientationOf(bytes));
}

}  // namespace sparsescope
