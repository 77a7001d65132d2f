// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/decode_support.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <gif_lib.h>

namespace sparsescope {

namespace {

struct GifClose {
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, GifClose>;

std::span<const std::byte>& restOf(GifFileType* gif)
{
    return *static_cast<std::span<const std::byte>*>(gif->UserData);
}

int readSome(GifFileType* gif, GifByteType* out, int size)
{
    std::span<const std::byte>& rest = restOf(gif);
    const std::size_t got = std::min(static_cast<std::size_t>(std::max(size, 0)), rest.size());
    std::memcpy(out, rest.data(), got);
    rest = rest.subspan(got);
    return static_cast<int>(got);
}

/// giflib has several codes for bytes that are missing; that there are none left tells more.
Error failureOf(int code, bool nothingLeft, const std::string& name)
{
    if (nothingLeft || code == D_GIF_ERR_READ_FAILED || code == D_GIF_ERR_EOF_TOO_SOON)
        return cutShort(name, "the GIF ends before its first picture is whole");
    const char* text = GifErrorString(code);
    return damaged(name, fmt::format("the GIF decoder says: {}", text != nullptr ? text : "no picture in it"));
}

/// Walks the records up to the first picture. Its transparent colour, −1 if none, stands in an extension before it.
Result<int> findFirstPicture(GifFileType* gif, const std::string& name)
{
    int transparent = NO_TRANSPARENT_COLOR;
    while (true) {
        GifRecordType record = UNDEFINED_RECORD_TYPE;
        if (DGifGetRecordType(gif, &record) == GIF_ERROR)
            return failureOf(gif->Error, restOf(gif).empty(), name);
        if (record == TERMINATE_RECORD_TYPE)
            return damaged(name, "the GIF has no picture in it");
        if (record == IMAGE_DESC_RECORD_TYPE)
            break;
        int function = 0;
        GifByteType* block = nullptr;
        int status = DGifGetExtension(gif, &function, &block);
        while (status != GIF_ERROR && block != nullptr) {
            GraphicsControlBlock control{};
            if (function == GRAPHICS_EXT_FUNC_CODE
                && DGifExtensionToGCB(block[0], block + 1, &control) != GIF_ERROR)
                transparent = control.TransparentColor;
            status = DGifGetExtensionNext(gif, &block);
        }
        if (status == GIF_ERROR)
            return failureOf(gif->Error, restOf(gif).empty(), name);
    }
    if (DGifGetImageDesc(gif) == GIF_ERROR)
        return failureOf(gif->Error, restOf(gif).empty(), name);
    return transparent;
}

Status checkArea(int width, int height, const std::string& name, const DecodeLimits& limits)
{
    return checkSize(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), name, limits);
}

/// The rows of a picture in the order in which they are stored.
std::vector<int> rowOrder(int height, bool interlaced)
{
    std::vector<int> rows;
    constexpr std::array<std::array<int, 2>, 4> passes{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    for (const auto& [first, step] : passes)
        for (int y = first; interlaced && y < height; y += step)
            rows.push_back(y);
    for (int y = 0; !interlaced && y < height; ++y)
        rows.push_back(y);
    return rows;
}

void paintRow(Image& image, const GifImageDesc& frame, int row, const std::vector<GifPixelType>& pixels,
              const ColorMapObject& colours, int transparent)
{
    const int y = frame.Top + row;
    for (int x = 0; x < frame.Width && frame.Left + x < image.width && y < image.height; ++x) {
        const int index = pixels[static_cast<std::size_t>(x)];
        if (index == transparent || index >= colours.ColorCount)
            continue;
        const GifColorType& colour = colours.Colors[index];
        const auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width)
                         + static_cast<std::size_t>(frame.Left + x)) * 3;
        image.rgb[at] = colour.Red;
        image.rgb[at + 1] = colour.Green;
        image.rgb[at + 2] = colour.Blue;
    }
}

}  // namespace

/// The first frame on a white canvas; later frames are not looked at.
Result<Image> decodeGif(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits)
{
    std::span<const std::byte> rest = bytes;
    int code = 0;
    const Gif gif(DGifOpen(&rest, readSome, &code));
    if (!gif)
        return failureOf(code, rest.empty(), name);
    SS_CHECK(checkArea(gif->SWidth, gif->SHeight, name, limits));
    SS_TRY(const int transparent, findFirstPicture(gif.get(), name));
    const GifImageDesc& frame = gif->Image;
    SS_CHECK(checkArea(frame.Width, frame.Height, name, limits));
    const ColorMapObject* colours = frame.ColorMap != nullptr ? frame.ColorMap : gif->SColorMap;
    if (colours == nullptr)
        return damaged(name, "the GIF has no colour table");
    Image image = blankImage(gif->SWidth, gif->SHeight, 255);
    std::vector<GifPixelType> pixels(static_cast<std::size_t>(frame.Width));
    for (const int row : rowOrder(frame.Height, frame.Interlace)) {
        if (DGifGetLine(gif.get(), pixels.data(), frame.Width) == GIF_ERROR)
            return failureOf(gif->Error, rest.empty(), name);
        paintRow(image, frame, row, pixels, *colours, transparent);
    }
    return image;
}

}  // namespace sparsescope
