// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/picture_kind.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sparsescope {

namespace {

using namespace std::string_view_literals;

struct Signature {
    std::size_t offset;
    std::string_view bytes;
    const char* content;
};

constexpr std::array signatures{
    Signature{128, "DICM"sv, "DICOM"},
    Signature{0, "II*\0"sv, "a TIFF picture"},
    Signature{0, "MM\0*"sv, "a TIFF picture"},
    Signature{0, "II+\0"sv, "a TIFF picture"},
    Signature{0, "MM\0+"sv, "a TIFF picture"},
    Signature{0, "\x76\x2F\x31\x01"sv, "an OpenEXR picture"},
    Signature{0, "\0\0\0\x0CjP  "sv, "a JPEG 2000 picture"},
    Signature{0, "\xFF\x4F\xFF\x51"sv, "a JPEG 2000 picture"},
    Signature{0, "\0\0\0\x0CJXL "sv, "a JPEG XL picture"},
    Signature{0, "\xFF\x0A"sv, "a JPEG XL picture"},
    Signature{4, "ftypavi"sv, "an AVIF picture"},
    Signature{4, "ftyphei"sv, "a HEIC picture"},
    Signature{4, "ftypmif1"sv, "a HEIF picture"},
    Signature{4, "ftyp"sv, "a video"},
    Signature{0, "\0\0\x01\0"sv, "an icon file"},
    Signature{0, "\0\0\x02\0"sv, "a cursor file"},
    Signature{0, "8BPS"sv, "a Photoshop document"},
    Signature{0, "NITF"sv, "a NITF picture"},
    Signature{0, "#?RADIANCE"sv, "a Radiance HDR picture"},
    Signature{0, "\x59\xA6\x6A\x95"sv, "a Sun raster picture"},
    Signature{0, "%PDF"sv, "a PDF document"},
    Signature{0, "%!PS"sv, "a PostScript document"},
    Signature{0, "\x1F\x8B"sv, "a gzip archive"},
    Signature{0, "PK\x03\x04"sv, "a zip archive"},
    Signature{0, "BZh"sv, "a bzip2 archive"},
    Signature{0, "\xFD"
                 "7zXZ"sv, "an xz archive"},
    Signature{0, "\x28\xB5\x2F\xFD"sv, "a zstd archive"},
    Signature{0, "7z\xBC\xAF"sv, "a 7z archive"},
    Signature{0, "\x93NUMPY"sv, "a NumPy array"},
    Signature{0, "\x7F"
                 "ELF"sv, "a program"},
    Signature{0, "MZ"sv, "a Windows program"},
    Signature{0, "\x89HDF"sv, "an HDF5 file"},
    Signature{0, "SQLite format 3"sv, "an SQLite database"},
    Signature{0, "version https://git-lfs"sv, "a Git LFS pointer; the picture itself has not been fetched"},
    Signature{0, "RIFF"sv, "a sound or video file"},
};

std::string_view asText(std::span<const std::byte> bytes, std::size_t limit)
{
    return {reinterpret_cast<const char*>(bytes.data()), std::min(bytes.size(), limit)};
}

bool hasAt(std::string_view text, std::size_t offset, std::string_view expected)
{
    return text.size() >= offset + expected.size() && text.substr(offset, expected.size()) == expected;
}

/// Markup and plain text, told from the first printable characters.
std::string guessText(std::string_view text)
{
    std::string start;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f')
            return {};
        start += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    if (start.find("<svg") != std::string::npos)
        return "an SVG drawing";
    if (start.find("<html") != std::string::npos || start.find("<!doctype html") != std::string::npos)
        return "an HTML page";
    if (hasAt(start, 0, "<?xml"))
        return "an XML document";
    // A cut may split the last character, so a few bytes at the end are not judged.
    if (isValidUtf8(start) || isValidUtf8(start.substr(0, start.size() - std::min<std::size_t>(start.size(), 3))))
        return "text";
    return {};
}

}  // namespace

PictureKind pictureKind(std::span<const std::byte> bytes)
{
    const std::string_view text = asText(bytes, 16);
    if (hasAt(text, 0, "\xFF\xD8\xFF"))
        return PictureKind::Jpeg;
    if (hasAt(text, 0, "\x89PNG\r\n\x1A\n"))
        return PictureKind::Png;
    if (hasAt(text, 0, "RIFF") && hasAt(text, 8, "WEBP"))
        return PictureKind::WebP;
    if (hasAt(text, 0, "GIF87a") || hasAt(text, 0, "GIF89a"))
        return PictureKind::Gif;
    // "BM" alone also starts words; the two reserved fields of a bitmap's header are zero.
    if (hasAt(text, 0, "BM") && hasAt(text, 6, "\0\0\0\0"sv))
        return PictureKind::Bmp;
    return PictureKind::Other;
}

std::string guessContent(std::span<const std::byte> bytes)
{
    const std::string_view text = asText(bytes, 512);
    for (const Signature& signature : signatures)
        if (hasAt(text, signature.offset, signature.bytes))
            return signature.content;
    return text.size() < 4 ? std::string{} : guessText(text);
}

}  // namespace sparsescope
