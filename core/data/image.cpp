// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/image.h"

#include "base/guard.h"
#include "base/text.h"
#include "data/decode_support.h"
#include "data/picture_kind.h"

#include <cstring>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::uint64_t longestSide = 1 << 20;

Error pictureError(const char* code, const std::string& name, const std::string& sentence)
{
    return {code, fmt::format("Cannot read the picture {}: {}", quoted(name, 300), sentence), ""};
}

Error notAPicture(std::span<const std::byte> bytes, const std::string& name)
{
    const std::string guess = guessContent(bytes);
    return pictureError("E-IMG-002", name,
                        fmt::format("it is not a picture this program reads{}. Expected JPEG, PNG, BMP, WebP or GIF; "
                                    "convert it or leave it out.",
                                    guess.empty() ? "" : " (looks like " + guess + ")"));
}

Result<Image> decodeKind(PictureKind kind, std::span<const std::byte> bytes, const std::string& name,
                         const DecodeLimits& limits)
{
    switch (kind) {
    case PictureKind::Jpeg: return decodeJpeg(bytes, name, limits);
    case PictureKind::Png: return decodePng(bytes, name, limits);
    case PictureKind::Bmp: return decodeBmp(bytes, name, limits);
    case PictureKind::WebP: return decodeWebp(bytes, name, limits);
    case PictureKind::Gif: return decodeGif(bytes, name, limits);
    case PictureKind::Other: break;
    }
    return notAPicture(bytes, name);
}

}  // namespace

Error emptyPicture(const std::string& name)
{
    return pictureError("E-IMG-001", name, "the file is empty. Copy or download it again.");
}

Error cutShort(const std::string& name, const std::string& found)
{
    return pictureError("E-IMG-004", name, fmt::format("it is cut short ({}). Copy or download it again.", found));
}

Error damaged(const std::string& name, const std::string& found)
{
    return pictureError("E-IMG-005", name, fmt::format("it is damaged ({}). Copy or download it again.",
                                                       displayText(found)));
}

Error unreadVariant(const std::string& name, const std::string& found)
{
    return pictureError("E-IMG-006", name, fmt::format("{}. Convert it or leave it out.", displayText(found)));
}

Status checkSize(std::uint64_t width, std::uint64_t height, const std::string& name, const DecodeLimits& limits)
{
    if (width == 0 || height == 0)
        return damaged(name, fmt::format("its header says {} × {} pixels", width, height));
    const auto cap = static_cast<std::uint64_t>(limits.pixels);
    if (width <= longestSide && height <= longestSide && width * height <= cap)
        return Done{};
    return pictureError("E-IMG-003", name,
                        fmt::format("it has {} × {} pixels; at most {} in all and {} along a side are read. Shrink it "
                                    "or leave it out.", groupedNumber(static_cast<std::int64_t>(width)),
                                    groupedNumber(static_cast<std::int64_t>(height)), groupedNumber(limits.pixels),
                                    groupedNumber(static_cast<std::int64_t>(longestSide))));
}

Image blankImage(int width, int height, std::uint8_t value)
{
    return {width, height,
            std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, value)};
}

bool ByteView::has(std::uint64_t offset, std::string_view text) const
{
    return offset <= m_bytes.size() && m_bytes.size() - offset >= text.size()
        && std::memcmp(m_bytes.data() + offset, text.data(), text.size()) == 0;
}

std::uint32_t ByteView::number(std::uint64_t offset, int width, bool bigEndian) const
{
    std::uint32_t value = 0;
    for (int i = 0; i < width; ++i) {
        const std::uint64_t at = offset + static_cast<std::uint64_t>(bigEndian ? i : width - 1 - i);
        value = (value << 8) | (at < m_bytes.size() ? std::to_integer<std::uint32_t>(m_bytes[at]) : 0U);
    }
    return value;
}

Result<Image> decodeImage(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits)
{
    if (bytes.empty())
        return emptyPicture(name);
    return guarded("Cannot read the picture " + quoted(name, 300), "E-IMG-007",
                   [&] { return decodeKind(pictureKind(bytes), bytes, name, limits); });
}

Result<Image> loadImage(const std::filesystem::path& path, const DecodeLimits& limits)
{
    SS_TRY(const Bytes bytes, readFile(path, limits.fileBytes));
    return decodeImage(bytes, path.filename().string(), limits);
}

}  // namespace sparsescope
